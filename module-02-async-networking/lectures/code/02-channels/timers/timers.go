// Timers shows what a select over time.After leaves behind.
package main

import (
	"fmt"
	"time"

	"systems.course/lecturekit/heap"
)

const calls = 10_000

// wait takes the value, and would give up after an hour.
func wait(c <-chan int) (ok bool) {
	select {
	case <-c:
		return true
	case <-time.After(time.Hour):
		return false
	}
}

// left returns the bytes that are still alive after so many calls of f, for each.
func left(f func()) float64 {
	before := heap.Live()
	for range calls {
		f()
	}
	return float64(max(heap.Live(), before)-before) / calls
}

func main() {
	c := make(chan int, 1)
	fmt.Printf("time.After in a select       %3.0f bytes\n", left(func() {
		c <- 1
		wait(c)
	}))
	fmt.Printf("time.AfterFunc, not stopped  %3.0f bytes\n", left(func() {
		time.AfterFunc(time.Hour, func() {})
	}))

	timer := time.NewTimer(time.Nanosecond)
	time.Sleep(time.Millisecond)
	timer.Reset(time.Hour)
	select {
	case <-timer.C:
		fmt.Println("after Reset: the old value")
	default:
		fmt.Println("after Reset: nothing to receive")
	}
}
