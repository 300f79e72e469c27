package checkkit

import (
	"fmt"
	"runtime"
	"testing"
	"time"
)

// Within ends the check if f, which runs in a goroutine of its own, has not
// returned after d. What names what is waited for. F must not end the check
// itself: it should leave what it found for the caller to judge. A panic of f
// is raised again in the caller.
//
// After a failure f's goroutine is still there; the check's process ends with
// the check.
func Within(t testing.TB, d time.Duration, what, because string, f func()) {
	t.Helper()
	done := make(chan any, 1)
	go func() {
		ended := false
		defer func() {
			r := recover()
			if r == nil && !ended {
				r = fmt.Sprintf("%s ended its goroutine (runtime.Goexit)", what)
			}
			done <- r
		}()
		f()
		ended = true
	}()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case r := <-done:
		if r != nil {
			panic(r)
		}
	case <-timer.C:
		Fail(t, Failure{fmt.Sprintf("%s within %v", what, d), "no end of it", because})
	}
}

// Eventually ends the check if cond does not hold at some time within d. It
// asks often at first and then every few milliseconds: for states that nothing
// announces. Where there is an event to wait for, wait for the event.
func Eventually(t testing.TB, d time.Duration, what, because string, cond func() bool) {
	t.Helper()
	deadline := time.Now().Add(d)
	for pause := 10 * time.Microsecond; !cond(); pause = min(2*pause, 5*time.Millisecond) {
		if time.Now().After(deadline) {
			Fail(t, Failure{fmt.Sprintf("%s within %v", what, d), "it never was", because})
		}
		runtime.Gosched()
		time.Sleep(pause)
	}
}
