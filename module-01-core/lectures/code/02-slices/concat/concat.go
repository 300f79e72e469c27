// Concat builds one string from many pieces in several ways and prints what each
// way allocates.
package main

import (
	"fmt"
	"strings"

	"systems.course/lecturekit/heap"
)

func plus(pieces []string) (s string) {
	for _, p := range pieces {
		s += p
	}
	return s
}

func builder(pieces []string) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p)
	}
	return b.String()
}

func grown(pieces []string) string {
	var b strings.Builder
	b.Grow(len(pieces) * len(pieces[0]))
	for _, p := range pieces {
		b.WriteString(p)
	}
	return b.String()
}

func join(pieces []string) string { return strings.Join(pieces, "") }

// result is where the strings go, so that they are on the heap.
var result string

func main() {
	fmt.Println("                   allocations   bytes allocated / bytes of the result")
	for _, n := range []int{100, 1_000, 10_000} {
		pieces := strings.Split(strings.Repeat("0123456789,", n), ",")[:n]
		show := func(how string, build func([]string) string) {
			objects, bytes := heap.Spent(func() { result = build(pieces) })
			fmt.Printf("%6d pieces %-8s %6d %10.1f\n", n, how, objects, float64(bytes)/float64(len(result)))
		}
		show("+=", plus)
		show("Builder", builder)
		show("Grow", grown)
		show("Join", join)
	}
}
