// Nan puts keys into a map that are not equal to themselves.
package main

import (
	"fmt"
	"math"
)

func main() {
	m := map[float64]string{}
	for range 3 {
		m[math.NaN()] = "lost"
	}
	_, found := m[math.NaN()]
	delete(m, math.NaN())
	fmt.Println("entries:", len(m), "found:", found)
	for k, v := range m {
		delete(m, k)
		fmt.Println(k, v)
	}
	fmt.Println("after deleting each:", len(m))
	clear(m)
	fmt.Println("after clear:", len(m))

	m[math.Copysign(0, -1)] = "minus zero"
	m[0] = "zero"
	fmt.Println(m)
}
