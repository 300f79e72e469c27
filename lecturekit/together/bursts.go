package together

import (
	"runtime"
	"slices"
	"sync/atomic"
	"time"
)

// A burst is when each of two goroutines began and ended.
type burst struct{ start, end [2]time.Duration }

// took returns the two times that the burst took.
func (b burst) took() []time.Duration {
	return []time.Duration{b.end[0] - b.start[0], b.end[1] - b.start[1]}
}

// sideBySide reports whether both ran for at least half of the time of each.
func (b burst) sideBySide() bool {
	both := min(b.end[0], b.end[1]) - max(b.start[0], b.start[1])
	return 2*both > slices.Max(b.took())
}

// Bursts lets two goroutines call f at the same moment, again and again, on one
// processor or on two, and returns the median time of so many calls by each. A
// call should take some microseconds.
//
// On two processors only those calls count that ran side by side, so that a
// machine that is busy otherwise changes the result little. After a second it
// makes do with what it has.
func Bursts(processors, calls int, f func(me int)) time.Duration {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
	var now burst
	var all, counted []time.Duration
	var enough atomic.Bool
	begin, end := NewBarrier(2), NewBarrier(2)
	origin := time.Now()
	Run(2, func(me int) {
		for !enough.Load() {
			begin.Wait()
			now.start[me] = time.Since(origin)
			f(me)
			now.end[me] = time.Since(origin)
			end.Wait()
			if me == 0 {
				all = append(all, now.took()...)
				if processors == 1 || now.sideBySide() {
					counted = append(counted, now.took()...)
				}
				enough.Store(len(counted) >= 2*calls || now.end[0] > time.Second)
			}
			end.Wait()
		}
	})
	if len(counted) > 0 {
		all = counted
	}
	slices.Sort(all)
	return all[len(all)/2]
}
