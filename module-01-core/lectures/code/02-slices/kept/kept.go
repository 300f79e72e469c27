// Kept takes an identifier of 16 bytes out of each of many lines of 64 KiB, in
// several ways, and measures what stays alive for each.
package main

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"systems.course/lecturekit/heap"
)

const (
	lines  = 200
	length = 64 << 10
	idSize = 16
)

// line returns the n-th line, which begins with its identifier.
func line(n int) []byte {
	l := bytes.Repeat([]byte("x"), length)
	copy(l, fmt.Sprintf("%*d", idSize, n))
	return l
}

// perLine returns how many bytes stay alive for each line when take has returned
// what is to be kept of it.
func perLine[T any](take func(line []byte) T) uint64 {
	kept := make([]T, 0, lines)
	before := heap.Live()
	for n := range lines {
		kept = append(kept, take(line(n)))
	}
	after := heap.Live()
	runtime.KeepAlive(kept)
	return (max(after, before) - before) / lines
}

func main() {
	show := func(how string, bytes uint64) {
		fmt.Printf("%-36s %6d bytes for each\n", how, bytes)
	}
	show("line[:16]", perLine(func(l []byte) []byte { return l[:idSize] }))
	show("slices.Clip(line[:16])", perLine(func(l []byte) []byte { return slices.Clip(l[:idSize]) }))
	show("slices.Delete(line, 16, len(line))", perLine(func(l []byte) []byte { return slices.Delete(l, idSize, len(l)) }))
	show("string(line)[:16]", perLine(func(l []byte) string { return string(l)[:idSize] }))
	show(`strings.TrimRight(string(line), "x")`, perLine(func(l []byte) string { return strings.TrimRight(string(l), "x") }))
	show("slices.Clone(line[:16])", perLine(func(l []byte) []byte { return slices.Clone(l[:idSize]) }))
	show("string(line[:16])", perLine(func(l []byte) string { return string(l[:idSize]) }))
	show("strings.Clone(string(line)[:16])", perLine(func(l []byte) string { return strings.Clone(string(l)[:idSize]) }))
}
