// Sizeclass prints what the allocator charges for objects of several sizes.
package main

import (
	"fmt"
	"math"
	"reflect"

	"systems.course/lecturekit/heap"
)

// charged returns the bytes that the heap is charged for one T. It takes the
// lowest of three counts, because the runtime allocates now and then as well.
func charged[T any]() uint64 {
	const n = 1_000
	objects := make([]*T, n)
	lowest := uint64(math.MaxUint64)
	for range 3 {
		_, bytes := heap.Spent(func() {
			for i := range objects {
				objects[i] = new(T)
			}
		})
		lowest = min(lowest, bytes/n)
	}
	return lowest
}

func row[T any]() {
	t := reflect.TypeFor[T]()
	fmt.Printf("%-14s %6d %8d\n", t, t.Size(), charged[T]())
}

func main() {
	fmt.Printf("%-14s %6s %8s\n", "type", "size", "charged")
	row[[16]byte]()
	row[[17]byte]()
	row[[33]byte]()
	row[[1024]byte]()
	row[[1025]byte]()
	row[[64]*byte]()
	row[[65]*byte]()
	row[[128]*byte]()
	row[[32_768]byte]()
	row[[32_769]byte]()
}
