// Header prints the three words of slices that share an array, and what append
// does to each.
package main

import (
	"fmt"
	"slices"
	"unsafe"
)

// array is what most of the slices below point into.
var array = [6]int64{10, 11, 12, 13, 14, 15}

// show prints where s points, in elements from the array's start, its length and
// its capacity, and whether one append to it writes into the array.
func show(expression string, s []int64) {
	from := "nil"
	if s != nil {
		from = "elsewhere"
		offset := uintptr(unsafe.Pointer(unsafe.SliceData(s))) - uintptr(unsafe.Pointer(&array))
		if offset < unsafe.Sizeof(array) {
			from = fmt.Sprintf("array+%d", offset/8)
		}
	}
	before := array
	_ = append(s, 99)
	effect := "a new array"
	for i := range array {
		if array[i] != before[i] {
			effect = fmt.Sprintf("overwrites array[%d]", i)
		}
	}
	array = before
	fmt.Printf("%-22s %-10s %d %d   %s\n", expression, from, len(s), cap(s), effect)
}

func main() {
	s := array[1:4]
	fmt.Printf("%-22s %-10s %s   %s\n", "", "pointer", "l c", "append")
	show("s := array[1:4]", s)
	show("s[1:]", s[1:])
	show("s[:0]", s[:0])
	show("s[:5]", s[:5])
	show("s[1:2]", s[1:2])
	show("s[1:2:2]", s[1:2:2])
	show("slices.Clip(s)", slices.Clip(s))
	show("slices.Clone(s)", slices.Clone(s))
	show("slices.Grow(s, 2)", slices.Grow(s, 2))
	show("[]int64(nil)", nil)
	show("[]int64{}", []int64{})
}
