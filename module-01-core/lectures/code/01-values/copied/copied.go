// Copied calls a method with a value receiver on a struct that knows its own
// address. It fails: the copy is found out.
package main

import (
	"fmt"
	"strings"
)

type report struct{ text strings.Builder }

// add should have a pointer receiver.
func (r report) add(line string) { r.text.WriteString(line + "\n") }

func main() {
	var r report
	r.add("lost: the copy was still empty, so nothing complained")
	fmt.Println("bytes after the first add:", r.text.Len())
	r.text.WriteString("kept\n")
	r.add("found out")
}
