// Asterisk keeps the same million trades twice, as values and behind pointers,
// and prints what the asterisk costs.
package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"time"

	"systems.course/lecturekit/heap"
)

// Trade has no pointers in it and takes 24 bytes.
type Trade struct {
	ID    uint64
	Price int64
	Size  uint32
	Buy   bool
}

func values(n int) []Trade {
	trades := make([]Trade, n)
	for i := range trades {
		trades[i] = Trade{ID: uint64(i), Price: int64(i)}
	}
	return trades
}

func pointers(n int) []*Trade {
	trades := make([]*Trade, n)
	for i := range trades {
		trades[i] = &Trade{ID: uint64(i), Price: int64(i)}
	}
	return trades
}

// total keeps the compiler from dropping a sum that nobody reads.
var total int64

func sumValues(trades []Trade) {
	total = 0
	for i := range trades {
		total += trades[i].Price
	}
}

func sumPointers(trades []*Trade) {
	total = 0
	for _, t := range trades {
		total += t.Price
	}
}

// cost is what one form of the million trades takes.
type cost struct {
	objects, bytes uint64
	scanned        uint64        // bytes that a collection reads in search of pointers
	collect        time.Duration // one whole collection while it is alive
	walk, shuffled time.Duration // adding up the prices, before and after a shuffle
}

func costOfValues(n int) (c cost) {
	var trades []Trade
	c.objects, c.bytes = heap.Spent(func() { trades = values(n) })
	c.scanned = heap.Scanned()
	c.collect = heap.Median(9, runtime.GC)
	c.walk = heap.Median(9, func() { sumValues(trades) })
	rand.Shuffle(n, func(i, j int) { trades[i], trades[j] = trades[j], trades[i] })
	c.shuffled = heap.Median(9, func() { sumValues(trades) })
	return c
}

func costOfPointers(n int) (c cost) {
	var trades []*Trade
	c.objects, c.bytes = heap.Spent(func() { trades = pointers(n) })
	c.scanned = heap.Scanned()
	c.collect = heap.Median(9, runtime.GC)
	c.walk = heap.Median(9, func() { sumPointers(trades) })
	rand.Shuffle(n, func(i, j int) { trades[i], trades[j] = trades[j], trades[i] })
	c.shuffled = heap.Median(9, func() { sumPointers(trades) })
	return c
}

func main() {
	const n = 1_000_000
	v, p := costOfValues(n), costOfPointers(n)
	fmt.Printf("%-24s %10s %10s\n", "", "[]Trade", "[]*Trade")
	fmt.Printf("%-24s %10d %10d\n", "allocations", v.objects, p.objects)
	fmt.Printf("%-24s %10d %10d\n", "heap bytes per trade", v.bytes/n, p.bytes/n)
	fmt.Printf("%-24s %10d %10d\n", "bytes scanned per trade", v.scanned/n, p.scanned/n)
	ratio := func(what string, a, b time.Duration) {
		fmt.Printf("%-24s %10.1f %10.1f\n", what, 1.0, float64(b)/float64(a))
	}
	ratio("one collection", v.collect, p.collect)
	ratio("adding up, as built", v.walk, p.walk)
	ratio("adding up, shuffled", v.shuffled, p.shuffled)
}
