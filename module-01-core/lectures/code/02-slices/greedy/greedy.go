// Greedy has an iterator that ignores what yield returns. It fails as soon as a
// loop over it is left early.
package main

import "fmt"

type ring struct{ values []string }

// all should return when yield says false.
func (r *ring) all(yield func(string) bool) {
	for _, v := range r.values {
		yield(v)
	}
}

func main() {
	r := &ring{values: []string{"a", "b", "c"}}
	for v := range r.all {
		fmt.Println("read to the end:", v)
	}
	for v := range r.all {
		fmt.Println("looked for b:", v)
		if v == "b" {
			break
		}
	}
}
