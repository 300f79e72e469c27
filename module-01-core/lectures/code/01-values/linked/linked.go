// Linked builds the same doubly linked list in three ways and prints what each
// costs the allocator and the collector.
package main

import (
	"fmt"
	"runtime"
	"time"

	"systems.course/lecturekit/heap"
)

// cost is what one of the lists takes.
type cost struct {
	name           string
	objects, bytes uint64
	scanned        uint64 // bytes that a collection reads in search of pointers
	collect        time.Duration
}

// measure builds a list of so many entries and collects while it is alive.
func measure[L any](name string, entries int, build func(int) L) cost {
	var list L
	objects, bytes := heap.Spent(func() { list = build(entries) })
	scanned := heap.Scanned()
	collect := heap.Median(31, runtime.GC)
	runtime.KeepAlive(list)
	return cost{name, objects, bytes, scanned, collect}
}

func pointers(entries int) *pointerList {
	l := new(pointerList)
	for i := range uint64(entries) {
		l.pushFront(i, i)
	}
	return l
}

func slab(entries int) *slabList {
	l := newSlabList(entries)
	for i := range uint64(entries) {
		l.pushFront(i, i)
	}
	return l
}

func index(entries int) *indexList {
	l := newIndexList(entries)
	for i := range uint64(entries) {
		l.pushFront(i, i)
	}
	return l
}

func main() {
	const entries = 1_000_000
	costs := []cost{
		measure("pointers", entries, pointers),
		measure("slab", entries, slab),
		measure("index", entries, index),
		measure("no list", entries, func(int) int { return 0 }),
	}
	idle := costs[len(costs)-1].collect
	fmt.Printf("%-10s %11s %11s %13s %14s\n", "", "allocations", "bytes/entry", "scanned/entry", "one collection")
	for _, c := range costs {
		fmt.Printf("%-10s %11d %11.1f %13.1f %14.1f\n", c.name, c.objects,
			float64(c.bytes)/entries, float64(c.scanned)/entries, float64(c.collect)/float64(idle))
	}
}
