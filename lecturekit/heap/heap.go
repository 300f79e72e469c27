// Package heap measures what a piece of code asks of Go's heap.
//
// The figures come from runtime.ReadMemStats, which stops the world and adds up
// every P's counters, so they are exact. They belong to the whole process: a
// caller that wants the cost of its own code must be the only one running.
package heap

import (
	"runtime"
	"runtime/metrics"
	"slices"
	"time"
)

// Spent runs f and returns how many heap objects it allocated and how many bytes
// those were charged, rounded up to size classes, whether or not they live on.
//
// It collects first, so that the collector's workers exist and are not counted.
func Spent(f func()) (objects, bytes uint64) {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc
}

// Live collects and returns the bytes of the heap objects that survived.
func Live() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// Scanned collects and returns how many bytes of the heap the collector had to
// read in search of pointers. Objects without pointers do not count.
func Scanned() uint64 {
	runtime.GC()
	sample := []metrics.Sample{{Name: "/gc/scan/heap:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// Median runs f as many times as rounds says, which must be at least one, and
// returns the median of the times that it took.
func Median(rounds int, f func()) time.Duration {
	times := make([]time.Duration, rounds)
	for i := range times {
		start := time.Now()
		f()
		times[i] = time.Since(start)
	}
	slices.Sort(times)
	return times[rounds/2]
}
