// Roles derives two roles from one with append and looks at what the first of
// them may do afterwards.
package main

import "fmt"

// role returns a role of so many rights, appended one by one.
func role(rights int) []string {
	var r []string
	for i := range rights {
		r = append(r, fmt.Sprint("read-", i))
	}
	return r
}

// with returns the role with one more right.
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
