// Bytesperkey measures what a map takes for each of its keys, at several sizes.
package main

import (
	"fmt"
	"runtime"

	"systems.course/lecturekit/heap"
)

// each returns the bytes alive for a map that fill made, divided by n. Small maps
// are made several times over, to lift them above the noise.
func each[M any](n int, fill func(n int) M) float64 {
	copies := max(1, 20_000/n)
	maps := make([]M, copies)
	before := heap.Live()
	for i := range maps {
		maps[i] = fill(n)
	}
	after := heap.Live()
	runtime.KeepAlive(maps)
	return float64(after-before) / float64(copies*n)
}

func grown[V any](n int) map[uint64]V {
	var zero V
	m := map[uint64]V{}
	for k := range uint64(n) {
		m[k] = zero
	}
	return m
}

func hinted[V any](n int) map[uint64]V {
	var zero V
	m := make(map[uint64]V, n)
	for k := range uint64(n) {
		m[k] = zero
	}
	return m
}

func slice(n int) []uint64 { return make([]uint64, 2*n) }

func main() {
	type words17 [17]uint64 // 136 bytes, too long to lie in the group
	fmt.Println("    keys   slice      map   with hint  struct{}   [17]uint64")
	for _, n := range []int{1, 8, 9, 14, 15, 896, 897, 1_793, 100_000, 600_000} {
		fmt.Printf("%8d %7.1f %8.1f %11.1f %9.1f", n,
			each(n, slice), each(n, grown[uint64]), each(n, hinted[uint64]), each(n, grown[struct{}]))
		if n <= 100_000 {
			fmt.Printf(" %12.1f", each(n, grown[words17]))
		}
		fmt.Println()
	}
}
