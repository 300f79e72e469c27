// Roles derives two roles from one with append and looks at what the first of
// them may do afterwards.
package main

import "fmt"

// role returns so many rights, added one by one.
func role(rights int) []string {
	var r []string
	for i := range rights {
		r = append(r, fmt.Sprint("read-", i))
	}
	return r
}

// with returns the role and one right more.
func with(role []string, right string) []string { return append(role, right) }

func main() {
	for rights := range 10 {
		base := role(rights)
		editor := with(base, "edit")
		guest := with(base, "look")
		fmt.Printf("%d rights: the editor may %s, the guest may %s\n",
			rights, editor[rights], guest[rights])
	}
}
