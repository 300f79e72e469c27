// Heaps grows a heap in four steps, from any to an order that is a type argument,
// and compares them.
package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"systems.course/lecturekit/heap"
	"systems.course/lecturekit/ratio"
)

// pushedAndPopped gives all numbers to a heap, takes all back and adds them up.
func pushedAndPopped(numbers []int64, push func(int64), pop func() int64) (sum int64) {
	for _, n := range numbers {
		push(n)
	}
	for range numbers {
		sum += pop()
	}
	return sum
}

// runs returns what each kind of heap does with the numbers.
func runs(numbers []int64) map[string]func() int64 {
	n := len(numbers)
	return map[string]func() int64{
		"1 any and a function": func() int64 {
			h := anyHeap{items: make([]any, 0, n), less: func(a, b any) bool { return a.(int64) < b.(int64) }}
			return pushedAndPopped(numbers, func(v int64) { h.push(v) }, func() int64 { return h.pop().(int64) })
		},
		"2 T cmp.Ordered": func() int64 {
			h := orderedHeap[int64]{items: make([]int64, 0, n)}
			return pushedAndPopped(numbers, h.push, h.pop)
		},
		"3 T and a function": func() int64 {
			h := funcHeap[int64]{items: make([]int64, 0, n), less: smaller}
			return pushedAndPopped(numbers, h.push, h.pop)
		},
		"4 T and an order's type": func() int64 {
			h := byHeap[int64, ascending]{items: make([]int64, 0, n)}
			return pushedAndPopped(numbers, h.push, h.pop)
		},
	}
}

// kept keeps the sums from being dropped.
var kept int64

func main() {
	numbers := make([]int64, 10_000)
	for i := range numbers {
		numbers[i] = rand.Int64N(1 << 40)
	}
	all := runs(numbers)
	names := slices.Sorted(maps.Keys(all))
	functions := make([]func(), len(names))
	for i, name := range names {
		functions[i] = func() { kept += all[name]() }
	}
	first := funcHeap[int64]{less: smaller}
	for _, n := range []int64{30, 10, 20} {
		first.push(n)
	}
	for text := range mapped(first.drain(), func(n int64) string { return fmt.Sprintf("#%d", n) }) {
		fmt.Print(text, " ")
		if text == "#20" {
			break
		}
	}
	fmt.Println("left:", len(first.items))

	fmt.Println("                          time  allocations  bytes per number")
	for i, r := range ratio.Of(21, functions...) {
		objects, bytes := heap.Spent(functions[i])
		fmt.Printf("%-24s %5.2f %12d %17.0f\n", names[i], r, objects, float64(bytes)/float64(len(numbers)))
	}
	if kept == 0 {
		fmt.Println("nothing was added up")
	}
}
