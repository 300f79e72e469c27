// Escape holds one function for each way in which a local variable stays on the
// stack or leaves it, and prints how often each of them allocates.
package main

import (
	"fmt"
	"testing"
)

type point struct{ x, y int64 }

// kept and box outlive every call.
var (
	kept *point
	box  any
)

// lent takes the address of p, but only lends it to a function that gives it back.
func lent() int64 {
	p := point{1, 2}
	return manhattan(&p)
}

//go:noinline
func manhattan(p *point) int64 { return p.x + p.y }

// returned hands out the address, so the point must outlive the frame.
//
//go:noinline
func returned() *point {
	p := point{1, 2}
	return &p
}

// inlined looks the same as returned, but the compiler may put its body into
// the caller, where the point need not outlive anything.
func inlined() *point {
	p := point{1, 2}
	return &p
}

// stored reaches a global variable.
func stored() {
	p := point{1, 2}
	kept = &p
}

// chained never leaves the function, but first lives longer than one turn of
// the loop, in which each point is a variable of its own.
func chained() int64 {
	var first *point
	for i := range int64(3) {
		p := point{i, i}
		if first == nil {
			first = &p
		}
	}
	return first.x
}

// called lends the point to a function that is known only when the program runs.
//
//go:noinline
func called(f func(*point) int64) int64 {
	p := point{1, 2}
	return f(&p)
}

// boxed converts to an interface, whose second word must be a pointer.
//
//go:noinline
func boxed(n int64) { box = n }

// sized makes a buffer whose length the compiler does not know.
//
//go:noinline
func sized(n int) int {
	buf := make([]byte, n)
	return len(buf)
}

func main() {
	var sum int64
	cases := []struct {
		name string
		run  func()
	}{
		{"lent", func() { sum += lent() }},
		{"returned", func() { sum += returned().x }},
		{"inlined", func() { sum += inlined().x }},
		{"stored", stored},
		{"chained", func() { sum += chained() }},
		{"called", func() { sum += called(manhattan) }},
		{"boxed(255)", func() { boxed(255) }},
		{"boxed(256)", func() { boxed(256) }},
		{"sized(32)", func() { sum += int64(sized(32)) }},
		{"sized(33)", func() { sum += int64(sized(33)) }},
	}
	for _, c := range cases {
		fmt.Printf("%-10s %v\n", c.name, testing.AllocsPerRun(100, c.run))
	}
	fmt.Println("still here:", *kept, box)
}
