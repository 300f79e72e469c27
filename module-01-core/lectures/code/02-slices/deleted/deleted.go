// Deleted removes an element from the middle of a slice in two ways, and looks
// through the header from before.
package main

import (
	"fmt"
	"slices"
)

type job struct{ name string }

func (j *job) String() string {
	if j == nil {
		return "nil"
	}
	return j.name
}

func jobs() []*job { return []*job{{"a"}, {"b"}, {"c"}, {"d"}} }

func main() {
	before := jobs()
	after := append(before[:1], before[2:]...)
	fmt.Println("append:       ", after, "and through the old header:", before)

	before = jobs()
	after = slices.Delete(before, 1, 2)
	fmt.Println("slices.Delete:", after, "and through the old header:", before)
}
