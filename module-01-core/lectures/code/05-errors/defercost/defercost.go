// Defercost compares a deferred call in its three forms with a plain one.
package main

import (
	"fmt"

	"systems.course/lecturekit/ratio"
)

var total int64

//go:noinline
func done() { total++ }

//go:noinline
func plain() {
	total++
	done()
}

// open has one deferred call: the compiler writes it at each return.
//
//go:noinline
func open() {
	defer done()
	total++
}

//go:noinline
func eight() {
	defer done()
	defer done()
	defer done()
	defer done()
	defer done()
	defer done()
	defer done()
	defer done()
}

// nine has one more than there are bits.
//
//go:noinline
func nine() {
	defer done()
	defer done()
	defer done()
	defer done()
	defer done()
	defer done()
	defer done()
	defer done()
	defer done()
}

//go:noinline
func looped(n int) {
	for range n {
		defer done()
	}
}

func many(f func()) func() {
	return func() {
		for range 20_000 {
			f()
		}
	}
}

func main() {
	r := ratio.Of(15, many(plain), many(open), many(eight), many(nine), many(func() { looped(9) }))
	fmt.Printf("called at the end      %5.1f\n", r[0])
	fmt.Printf("one deferred           %5.1f\n", r[1])
	fmt.Printf("eight, for each        %5.1f\n", r[2]/8)
	fmt.Printf("nine, for each         %5.1f\n", r[3]/9)
	fmt.Printf("nine in a loop, each   %5.1f\n", r[4]/9)
}
