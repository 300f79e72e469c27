// Stopping ends a pipeline in three ways and counts what is left: goroutines that
// wait for ever, and jobs that were taken and not delivered.
package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

const (
	workers = 4
	enough  = 100 // results, after which somebody has it stopped
)

// A shop counts the jobs that were taken from its queue. Whoever takes one has
// to deliver it: nobody else will see it again.
type shop struct{ taken atomic.Int64 }

func (s *shop) take() int {
	return int(s.taken.Add(1))
}

// send hands v over, unless now ends first. It reports whether it did.
func send[T any](now context.Context, c chan<- T, v T) bool {
	select {
	case c <- v:
		return true
	case <-now.Done():
		return false
	}
}

// intake takes jobs until noMore ends. A job that it has taken goes on its way
// unless now ends.
func intake(noMore, now context.Context, s *shop) <-chan int {
	jobs := make(chan int)
	go func() {
		defer close(jobs)
		for noMore.Err() == nil {
			if !send(now, jobs, s.take()) {
				return
			}
		}
	}()
	return jobs
}

// fan has n workers call f for what comes in. Its results are in no order, and end
// when in has ended and the last worker is done.
func fan[T, R any](now context.Context, n int, in <-chan T, f func(T) R) <-chan R {
	out := make(chan R)
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			for v := range in {
				if !send(now, out, f(v)) {
					return
				}
			}
		})
	}
	go func() {
		all.Wait()
		close(out)
	}()
	return out
}

var errGrace = errors.New("the time to finish is over")

// grace returns a context that ends when noMore has ended and d has passed since,
// or when it is released.
func grace(noMore context.Context, d time.Duration) (now context.Context, release func()) {
	now, end := context.WithCancelCause(context.WithoutCancel(noMore))
	stop := context.AfterFunc(noMore, func() {
		select {
		case <-time.After(d):
			end(errGrace)
		case <-now.Done():
		}
	})
	return now, func() {
		stop()
		end(nil)
	}
}

// A way is how one stops: it gives the two contexts of the pipeline, what to do
// when there is enough, whether the reader then reads on, and what to do at last.
type way struct {
	name        string
	noMore, now context.Context
	stop        func()
	readOn      bool
	release     func()
}

func (w way) run() (taken, delivered int) {
	s := new(shop)
	results := fan(w.now, workers, intake(w.noMore, w.now, s), func(job int) int { return job * job })
	for range results {
		if delivered++; delivered == enough {
			w.stop()
			if !w.readOn {
				break
			}
		}
	}
	w.release()
	settle()
	return int(s.taken.Load()), delivered
}

// settle waits until the number of goroutines has not changed for 20 ms.
func settle() {
	for still, last := 0, -1; still < 20; still++ {
		if n := runtime.NumGoroutine(); n != last {
			still, last = 0, n
		}
		time.Sleep(time.Millisecond)
	}
}

func ways() []way {
	background := context.Background()
	both, stopBoth := context.WithCancel(background)
	noMore, stopIntake := context.WithCancel(background)
	now, release := grace(noMore, time.Minute)
	return []way{
		{name: "walk away", noMore: background, now: background, stop: func() {}, release: func() {}},
		{name: "cancel", noMore: both, now: both, stop: stopBoth, release: func() {}},
		{name: "drain", noMore: noMore, now: now, stop: stopIntake, readOn: true, release: release},
	}
}

func main() {
	for _, w := range ways() {
		before := runtime.NumGoroutine()
		taken, delivered := w.run()
		fmt.Printf("%-10s delivered %d, lost %d, goroutines left %d\n",
			w.name, delivered, taken-delivered, runtime.NumGoroutine()-before)
	}
}
