// Boxing counts what a conversion to an interface allocates.
package main

import (
	"fmt"
	"testing"
)

type (
	pair  struct{ x, y int64 }
	ref   struct{ p *pair }
	small struct{ n int16 }
)

// kept makes a converted value escape; found keeps look from being dropped.
var (
	kept  any
	found bool
)

// look converts too, but what it converts does not leave it.
//
//go:noinline
func look(v pair) bool {
	var a any = v
	p, ok := a.(pair)
	return ok && p.x == 1
}

func main() {
	p := &pair{1, 2}
	row("*pair", func() { kept = p })
	row("struct{ *pair }", func() { kept = ref{p} })
	row("func()", func() { kept = main })
	row("bool", func() { kept = n > 0 })
	row("struct{ int16 } 7", func() { kept = small{int16(n - 249)} })
	row("float64 1.5", func() { kept = float64(n) - 254.5 })
	row("string, empty", func() { kept = string(make([]byte, n-256)) })
	row("string", func() { kept = names[n-256] })
	row("string constant", func() { kept = "ann" })
	row("nil []int64", func() { kept = []int64(nil) })
	row("[]int64", func() { kept = numbers[n-256:] })
	row("struct{}", func() { kept = struct{}{} })
	row("pair{}", func() { kept = pair{} })
	row("pair{1, 2}", func() { kept = pair{1, 2} })
	row("pair", func() { kept = *p })
	row("pair, not kept", func() { found = look(*p) })
	fmt.Println("still here:", kept, found)
}

// What the compiler cannot know when it compiles the conversions.
var (
	n       = int64(256)
	names   = []string{"ann"}
	numbers = []int64{1, 2, 3}
)

func row(what string, f func()) {
	fmt.Printf("%-18s %.0f\n", what, testing.AllocsPerRun(1_000, f))
}
