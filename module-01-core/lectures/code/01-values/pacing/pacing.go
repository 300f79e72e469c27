// Pacing runs the same allocations under different settings of the pacer and
// prints the heap goal and the number of collections.
package main

import (
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
)

const mib = 1 << 20

// garbage is where every short-lived buffer is put, so that it is on the heap.
var garbage []byte

// churn allocates total bytes in buffers of 16 KiB that die at once, while live
// stays alive. It returns the heap goal at the start, as a multiple of the heap that is
// alive, and the number of collections that the churn took.
func churn(live []byte, total int) (goal float64, cycles uint32) {
	debug.FreeOSMemory()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range total / (16 << 10) {
		garbage = make([]byte, 16<<10)
	}
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(garbage)
	runtime.KeepAlive(live)
	return float64(before.NextGC) / float64(before.HeapAlloc), after.NumGC - before.NumGC
}

// setting is what a program's environment would say.
type setting struct {
	percent int   // GOGC; off below zero
	limit   int64 // GOMEMLIMIT in MiB; off at zero
}

func (s setting) apply() {
	debug.SetGCPercent(s.percent)
	if s.limit == 0 {
		debug.SetMemoryLimit(math.MaxInt64)
		return
	}
	debug.SetMemoryLimit(s.limit * mib)
}

func (s setting) String() string {
	gogc, limit := "off", "off"
	if s.percent >= 0 {
		gogc = fmt.Sprint(s.percent)
	}
	if s.limit > 0 {
		limit = fmt.Sprintf("%d MiB", s.limit)
	}
	return fmt.Sprintf("%-6s %-10s", gogc, limit)
}

func main() {
	live := make([]byte, 64*mib)
	fmt.Printf("%-6s %-10s %9s %11s\n", "GOGC", "GOMEMLIMIT", "goal/live", "collections")
	for _, s := range []setting{{50, 0}, {100, 0}, {200, 0}, {400, 0}, {-1, 256}, {-1, 128}, {-1, 80}, {-1, 72}} {
		s.apply()
		goal, cycles := churn(live, 1024*mib)
		fmt.Printf("%v %9.1f %11d\n", s, goal, cycles)
	}
}
