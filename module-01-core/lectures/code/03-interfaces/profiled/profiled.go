// Profiled calls a method through an interface in a loop. What the compiler
// makes of the call depends on whether it is given the profile sum.pgo.
package main

import (
	"fmt"

	"systems.course/lecturekit/ratio"
)

type shape interface{ area() int64 }

type square struct{ side int64 }

func (s *square) area() int64 { return s.side * s.side }

//go:noinline
func sum(shapes []shape) (total int64) {
	for _, s := range shapes {
		total += s.area()
	}
	return total
}

// always is square with a method that is never inlined.
type always struct{ side int64 }

//go:noinline
func (a *always) area() int64 { return a.side * a.side }

//go:noinline
func direct(shapes []*always) (total int64) {
	for _, s := range shapes {
		total += s.area()
	}
	return total
}

// hundred calls f often enough to be timed, on slices that stay in the cache.
func hundred(f func() int64) {
	for range 100 {
		total += f()
	}
}

// total keeps the sums from being dropped.
var total int64

func main() {
	const n = 1_000
	squares, fixed := make([]shape, n), make([]*always, n)
	s, a := &square{side: 3}, &always{side: 3}
	for i := range n {
		squares[i], fixed[i] = s, a
	}
	ratios := ratio.Of(101,
		func() { hundred(func() int64 { return direct(fixed) }) },
		func() { hundred(func() int64 { return sum(squares) }) },
	)
	fmt.Printf("direct call  %5.2f\n", ratios[0])
	fmt.Printf("interface    %5.2f\n", ratios[1])
	if total == 0 {
		fmt.Println("nothing was added up")
	}
}
