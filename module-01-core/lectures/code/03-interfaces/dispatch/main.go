package main

import (
	"fmt"
	"math/rand/v2"

	"systems.course/lecturekit/ratio"
)

// total keeps the sums from being dropped.
var total int64

// A way calls an area n times.
type way struct {
	name string
	call func()
}

func main() {
	const n = 100_000
	p, rigid := &square{side: 3}, &stiff{side: 3}
	kinds := []shape{p, &rect{2, 3}, &strip{4}, &point{}}
	alike, sorted, mixed := make([]shape, n), make([]shape, n), make([]shape, n)
	for i := range n {
		alike[i] = p
		sorted[i] = kinds[i*len(kinds)/n]
		mixed[i] = kinds[rand.IntN(len(kinds))]
	}
	ways := []way{
		{"direct call", func() { total += called(rigid, n) }},
		{"interface", func() { total += dynamic(rigid, n) }},
		{"type parameter", func() { total += generic(rigid, n) }},
		{"function value", func() { total += functional(p.area, n) }},
		{"asserted, then called", func() { total += asserted(p, n) }},
		{"interface, by a wrapper", func() { total += dynamic(copied{side: 3}, n) }},
		{"slice of one type", func() { total += each(alike) }},
		{"slice of four, sorted", func() { total += each(sorted) }},
		{"slice of four, mixed", func() { total += each(mixed) }},
		{"inlined", func() { total += direct(p, n) }},
		{"devirtualized, inlined", func() { total += devirtualized(p, n) }},
		{"guarded, inlined", func() { total += guarded(p, n) }},
	}
	functions := make([]func(), len(ways))
	for i, w := range ways {
		functions[i] = w.call
	}
	for i, r := range ratio.Of(101, functions...) {
		fmt.Printf("%-25s %5.2f\n", ways[i].name, r)
	}
	if total == 0 {
		fmt.Println("nothing was added up")
	}
}
