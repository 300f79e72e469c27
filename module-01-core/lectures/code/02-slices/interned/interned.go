// Interned keeps a million labels of which few are different, as strings and as
// handles of the package unique.
package main

import (
	"fmt"
	"runtime"
	"unique"

	"systems.course/lecturekit/heap"
	"systems.course/lecturekit/ratio"
)

const labels, different = 1_000_000, 1_000

// read stands for a decoder: every label is a string of its own.
func read(n int) string { return fmt.Sprintf("customer/region-%06d", n%different) }

// keep builds the labels and returns them with the bytes that each takes.
func keep[T any](n int, f func(string) T) (kept []T, perLabel float64) {
	before := heap.Live()
	kept = make([]T, n)
	for i := range kept {
		kept[i] = f(read(i))
	}
	return kept, float64(heap.Live()-before) / float64(n)
}

// equal counts the neighbours that are equal at a distance of different.
func equal[T comparable](kept []T) (n int) {
	for i := different; i < len(kept); i++ {
		if kept[i] == kept[i-different] {
			n++
		}
	}
	return n
}

func main() {
	texts, textBytes := keep(labels, func(s string) string { return s })
	handles, handleBytes := keep(labels, unique.Make[string])
	sink := 0
	compare := ratio.Of(5,
		func() { sink += equal(handles) },
		func() { sink += equal(texts) })
	fmt.Printf("bytes for a label: strings %.1f, handles %.1f\n", textBytes, handleBytes)
	fmt.Printf("comparing: strings take %.1f times as long as handles\n", compare[1])
	runtime.KeepAlive(texts)
	runtime.KeepAlive(sink)
}
