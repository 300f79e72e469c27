// Goroutines measures what a parked goroutine takes, and what it costs to start
// one and wait for its end.
package main

import (
	"fmt"
	"runtime"
	"sync"

	"systems.course/lecturekit/ratio"
)

// parked starts n goroutines that wait on a channel, and returns the bytes of
// stack and of heap that each takes.
func parked(n uint64) (stack, heap uint64) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	end := make(chan struct{})
	var running, done sync.WaitGroup
	running.Add(int(n))
	for range n {
		done.Go(func() {
			running.Done()
			<-end
		})
	}
	running.Wait()
	runtime.GC()
	runtime.ReadMemStats(&after)
	close(end)
	done.Wait()
	return (after.StackInuse - before.StackInuse) / n, (after.HeapAlloc - before.HeapAlloc) / n
}

var total int

//go:noinline
func work() { total++ }

func called() { work() }

func started() {
	done := make(chan struct{})
	go func() {
		work()
		close(done)
	}()
	<-done
}

// onThread is started, on an operating-system thread that ends with the goroutine.
func onThread() {
	done := make(chan struct{})
	go func() {
		runtime.LockOSThread()
		work()
		close(done)
	}()
	<-done
}

func times(n int, f func()) func() {
	return func() {
		for range n {
			f()
		}
	}
}

func main() {
	stack, heap := parked(100_000)
	fmt.Printf("a parked goroutine: %d bytes of stack, %d of heap\n", stack, heap)

	const calls, starts, threads = 1_000_000, 10_000, 500
	r := ratio.Of(7, times(calls, called), times(starts, started), times(threads, onThread))
	fmt.Printf("a call                     %7.0f\n", r[0])
	fmt.Printf("a goroutine, and its end   %7.0f\n", r[1]*calls/starts)
	fmt.Printf("the same on a new thread   %7.0f\n", r[2]*calls/threads)
}
