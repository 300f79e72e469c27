// Sleeping runs a test that sleeps and hopes, on an idle machine and on a busy one.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

// spin uses a processor for some time.
func spin(d time.Duration) {
	for start := time.Now(); time.Since(start) < d; {
	}
}

// hopes starts a job that waits three times for a tenth of a millisecond, sleeps
// for ten milliseconds, and reports whether the job was done by then.
func hopes() bool {
	var done atomic.Bool
	go func() {
		for range 3 {
			time.Sleep(100 * time.Microsecond)
		}
		done.Store(true)
	}()
	time.Sleep(10 * time.Millisecond)
	return done.Load()
}

func failures(runs int) (failed int) {
	for range runs {
		if !hopes() {
			failed++
		}
	}
	return failed
}

func main() {
	const runs = 20
	fmt.Println("failed alone:        ", failures(runs), "of", runs)
	var stop atomic.Bool
	for range 8 * runtime.GOMAXPROCS(0) {
		go func() {
			for !stop.Load() {
				spin(time.Millisecond)
			}
		}()
	}
	fmt.Println("failed beside others:", failures(runs), "of", runs)
	stop.Store(true)
}
