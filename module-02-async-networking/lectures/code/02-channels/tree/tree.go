// Tree shows how a context learns of its parent's end, and what a child costs
// until it is cancelled.
package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"systems.course/lecturekit/heap"
)

const children = 1_000

// embedding is a context of somebody else's that changes nothing.
type embedding struct{ context.Context }

// foreign has the values of one context and the end of another.
type foreign struct {
	context.Context
	end context.Context
}

func (f foreign) Done() <-chan struct{} { return f.end.Done() }
func (f foreign) Err() error            { return f.end.Err() }

// helpful is foreign, and can call back.
type helpful struct{ foreign }

func (h helpful) AfterFunc(f func()) (stop func() bool) {
	return context.AfterFunc(h.end, f)
}

type key struct{}

// goroutines returns how many goroutines so many children of a parent have
// started. It collects first and not meanwhile: while a collection frees the
// stacks of goroutines that have ended, runtime.NumGoroutine counts those too.
func goroutines(parent context.Context) int {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	runtime.GC()
	before := runtime.NumGoroutine()
	cancels := make([]context.CancelFunc, children)
	for i := range cancels {
		_, cancels[i] = context.WithCancel(parent)
	}
	started := runtime.NumGoroutine() - before
	for _, cancel := range cancels {
		cancel()
	}
	for runtime.NumGoroutine() > before {
		time.Sleep(time.Millisecond) // until they have seen it
	}
	return started
}

// bytes returns what a child costs on the heap while it lives.
func bytes(child func() context.CancelFunc) int {
	cancels := make([]context.CancelFunc, children)
	before := heap.Live()
	for i := range cancels {
		cancels[i] = child()
	}
	spent := heap.Live() - before
	for _, cancel := range cancels {
		cancel()
	}
	return int(spent) / children
}

func main() {
	root, cancel := context.WithCancel(context.Background())
	defer cancel()
	end, finish := context.WithCancel(context.Background())
	defer finish()
	own := foreign{root, end}
	fmt.Println("goroutines for 1,000 children of")
	for _, c := range []struct {
		name   string
		parent context.Context
	}{
		{"a cancelCtx", root},
		{"a value over it", context.WithValue(root, key{}, 1)},
		{"a struct that embeds it", embedding{root}},
		{"one with a Done of its own", own},
		{"that, with an AfterFunc", helpful{own}},
	} {
		fmt.Printf("  %-27s %4d\n", c.name, goroutines(c.parent))
	}
	fmt.Println("bytes for a child")
	fmt.Printf("  %-27s %4d\n", "WithCancel", bytes(func() context.CancelFunc {
		_, cancel := context.WithCancel(root)
		return cancel
	}))
	fmt.Printf("  %-27s %4d\n", "WithCancel, Done was asked", bytes(func() context.CancelFunc {
		ctx, cancel := context.WithCancel(root)
		ctx.Done()
		return cancel
	}))
	fmt.Printf("  %-27s %4d\n", "WithTimeout", bytes(func() context.CancelFunc {
		_, cancel := context.WithTimeout(root, time.Hour)
		return cancel
	}))
}
