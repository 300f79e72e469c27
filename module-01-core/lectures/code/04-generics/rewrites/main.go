package main

import (
	"fmt"
	"math/rand/v2"

	"systems.course/lecturekit/heap"
	"systems.course/lecturekit/ratio"
)

// kept keeps the results from being dropped.
var kept int64

func main() {
	const n = 20_000
	numbers, shapes, squares := make([]int64, n), make([]shape, n), make([]*square, n)
	for i := range n {
		numbers[i] = rand.Int64()
		squares[i] = &square{int64(i)}
		shapes[i] = squares[i]
	}
	queues := ratio.Of(15,
		func() { kept += drainBoxed(numbers) },
		func() { kept += drainTyped(numbers) })
	totals := ratio.Of(101,
		func() { kept += totalDynamic(shapes) },
		func() { kept += totalTyped(squares) })
	boxes, _ := heap.Spent(func() { kept += drainBoxed(numbers) })
	none, _ := heap.Spent(func() { kept += drainTyped(numbers) })

	fmt.Println("                          interface  type parameter")
	fmt.Printf("a queue of numbers, time       %.2f            %.2f\n", queues[0], queues[1])
	fmt.Printf("          allocations     %9d  %14d\n", boxes, none)
	fmt.Printf("areas of shapes, time          %.2f            %.2f\n", totals[0], totals[1])
	if kept == 0 {
		fmt.Println("nothing was added up")
	}
}
