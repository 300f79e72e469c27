package idle

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestASessionEndsAnHourAfterItsLastUse(t *testing.T) {
	outside := time.Now()
	synctest.Test(t, func(t *testing.T) {
		var closed atomic.Bool
		start := time.Now()
		s := New(time.Hour, func() { closed.Store(true) })

		time.Sleep(50 * time.Minute)
		s.Touch()
		time.Sleep(time.Hour - time.Nanosecond)
		synctest.Wait()
		if closed.Load() {
			t.Fatalf("closed after %v, 1ns before the limit", time.Since(start))
		}

		time.Sleep(time.Nanosecond)
		synctest.Wait()
		if !closed.Load() {
			t.Fatalf("still open %v after the start, 1h after the last use", time.Since(start))
		}
		t.Logf("in the bubble %v, from %v", time.Since(start), start.Format(time.DateTime))
	})
	t.Logf("outside %d µs", time.Since(outside).Microseconds())
}
