// Shrink fills a map, empties it in several ways and measures what stays alive.
package main

import (
	"fmt"
	"maps"
	"runtime"

	"systems.course/module01/internal/heap"
)

func filled(n int) map[uint64]uint64 {
	m := map[uint64]uint64{}
	for k := range uint64(n) {
		m[k] = k
	}
	return m
}

// cut deletes all but a hundredth.
func cut(m map[uint64]uint64) {
	maps.DeleteFunc(m, func(k, _ uint64) bool { return k%100 != 0 })
}

// stays fills a map with n keys and returns how much of it, in percent, is alive
// after empty has returned what is left.
func stays(n int, empty func(map[uint64]uint64) map[uint64]uint64) int {
	before := heap.Live()
	m := filled(n)
	full := heap.Live() - before
	m = empty(m)
	left := heap.Live() - before
	runtime.KeepAlive(m)
	return int((100*left + full/2) / full)
}

func main() {
	const n = 500_000
	show := func(what string, empty func(m map[uint64]uint64) map[uint64]uint64) {
		fmt.Printf("%-38s %3d %% of the bytes\n", what, stays(n, empty))
	}
	show("99 of 100 deleted", func(m map[uint64]uint64) map[uint64]uint64 {
		cut(m)
		return m
	})
	show("all cleared", func(m map[uint64]uint64) map[uint64]uint64 {
		clear(m)
		return m
	})
	show("deleted, then maps.Clone", func(m map[uint64]uint64) map[uint64]uint64 {
		cut(m)
		return maps.Clone(m)
	})
	show("deleted, then copied to a new map", func(m map[uint64]uint64) map[uint64]uint64 {
		cut(m)
		return maps.Collect(maps.All(m))
	})
}
