// Growth appends to slices one element at a time and explains every capacity.
package main

import (
	"fmt"
	"runtime"
)

// capacities returns the capacities that a slice goes through while so many
// elements are appended one by one.
func capacities[T any](elements int) []int {
	var caps []int
	s := []T(nil)
	for range elements {
		var zero T
		s = append(s, zero)
		if len(caps) == 0 || cap(s) != caps[len(caps)-1] {
			caps = append(caps, cap(s))
		}
	}
	keep = s
	return caps
}

// keep makes the slices escape, so that all of them grow on the heap.
var keep any

// wanted is the formula of nextslicecap for one more element: double below 256,
// then a quarter and 192 more.
func wanted(oldCap int) int {
	const threshold = 256
	if oldCap < threshold {
		return max(2*oldCap, 1)
	}
	return oldCap + (oldCap+3*threshold)/4
}

// charged returns the bytes of the slot that a pointer-free object of so many
// bytes gets.
func charged(bytes int) int {
	b := append([]byte(nil), make([]byte, bytes)...)
	keep = b
	return cap(b)
}

// explain prints the steps by which a slice of elements of size bytes comes from
// one capacity to the next.
func explain(oldCap, size, steps int) {
	fmt.Println("   old  formula    bytes     slot    new   new/old")
	for range steps {
		bytes := wanted(oldCap) * size
		slot := charged(bytes)
		newCap := slot / size
		fmt.Printf("%6d %8d %8d %8d %6d %9.2f\n", oldCap, bytes/size, bytes, slot, newCap, float64(newCap)/float64(oldCap))
		oldCap = newCap
	}
}

func main() {
	fmt.Println("[]byte      ", capacities[byte](2_000))
	fmt.Println("[]int64     ", capacities[int64](2_000))
	fmt.Println("[]*int64    ", capacities[*int64](2_000))
	fmt.Println("[][3]int64  ", capacities[[3]int64](2_000))
	fmt.Println("[]struct{}  ", capacities[struct{}](2_000)[:4], "and so on")
	fmt.Println()
	explain(128, 8, 7)
	runtime.KeepAlive(keep)
}
