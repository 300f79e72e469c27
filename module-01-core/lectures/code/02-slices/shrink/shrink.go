// Shrink fills a map, empties it in several ways or replaces its keys one by one,
// and measures what stays alive.
package main

import (
	"fmt"
	"maps"
	"runtime"

	"systems.course/lecturekit/heap"
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

// replaced fills a map with n keys, then replaces each of them fifty times: the
// oldest is deleted and a new one inserted. It returns how much is alive in the end,
// in percent of the map as it was filled.
func replaced[K comparable](n uint64, key func(uint64) K) int {
	before := heap.Live()
	m := map[K]uint64{}
	for k := range n {
		m[key(k)] = k
	}
	full := heap.Live() - before
	for k := n; k < 51*n; k++ {
		delete(m, key(k-n))
		m[key(k)] = k
	}
	after := heap.Live() - before
	runtime.KeepAlive(m)
	return int((100*after + full/2) / full)
}

func number(k uint64) uint64 { return k }

func pair(k uint64) [2]uint64 { return [2]uint64{k, k} }

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
	for _, n := range []uint64{10_000, 14_000} {
		fmt.Printf("%d %-32s %3d %% of the bytes\n", n, "uint64 keys, replaced", replaced(n, number))
		fmt.Printf("%d %-32s %3d %% of the bytes\n", n, "[2]uint64 keys, replaced", replaced(n, pair))
	}
}
