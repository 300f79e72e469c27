// Passing hands structs of several sizes to a function, by value, by a pointer to
// a struct that exists already and by a pointer to a new one, and compares.
package main

import (
	"fmt"
	"time"
	"unsafe"

	"systems.course/lecturekit/heap"
)

type (
	words2   struct{ a, z int64 }
	words8   struct{ a, b, c, d, e, f, g, z int64 }
	words32  struct{ w [32]int64 }
	words128 struct{ w [128]int64 }
)

//go:noinline
func value2(v words2) int64 { return v.a + v.z }

//go:noinline
func pointer2(p *words2) int64 { return p.a + p.z }

//go:noinline
func value8(v words8) int64 { return v.a + v.b + v.c + v.d + v.e + v.f + v.g + v.z }

//go:noinline
func pointer8(p *words8) int64 { return p.a + p.b + p.c + p.d + p.e + p.f + p.g + p.z }

//go:noinline
func value32(v words32) int64 { return v.w[0] + v.w[31] }

//go:noinline
func pointer32(p *words32) int64 { return p.w[0] + p.w[31] }

//go:noinline
func value128(v words128) int64 { return v.w[0] + v.w[127] }

//go:noinline
func pointer128(p *words128) int64 { return p.w[0] + p.w[127] }

// total keeps the sums from being dropped.
var total int64

// calls returns the median time of many calls of f on the same struct.
func calls[T any](f func(T) int64, v T) time.Duration {
	return heap.Median(15, func() {
		for range 200_000 {
			total += f(v)
		}
	})
}

// fresh is calls with a new heap object for each call.
func fresh[T any](f func(*T) int64) time.Duration {
	return heap.Median(15, func() {
		for range 200_000 {
			total += f(new(T)) // f is unknown here, so the object is on the heap
		}
	})
}

func row[T any](byValue func(T) int64, byPointer func(*T) int64) {
	var v T
	base := calls(byPointer, &v)
	fmt.Printf("%8d %8.1f %8.1f %8.1f\n", unsafe.Sizeof(v),
		float64(calls(byValue, v))/float64(base), 1.0, float64(fresh(byPointer))/float64(base))
}

func main() {
	fmt.Printf("%8s %8s %8s %8s\n", "bytes", "value", "pointer", "new")
	row(value2, pointer2)
	row(value8, pointer8)
	row(value32, pointer32)
	row(value128, pointer128)
}
