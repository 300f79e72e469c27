// Package together lets goroutines do something at the same moment, for programs
// that show what happens when they do.
package together

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// A Barrier lets n goroutines pass when all of them have come, any number of
// times. They wait by spinning, which wakes them within a cache miss of each
// other, and give up the processor when it takes long.
type Barrier struct {
	n    int64
	came atomic.Int64
}

// NewBarrier returns a barrier for n goroutines.
func NewBarrier(n int) *Barrier { return &Barrier{n: int64(n)} }

// Wait returns when all n have called it as often as the caller.
func (b *Barrier) Wait() {
	came := b.came.Add(1)
	full := (came + b.n - 1) / b.n * b.n
	for turns := 0; b.came.Load() < full; turns++ {
		if turns > 2_000 {
			runtime.Gosched()
		}
	}
}

// Run calls f in n goroutines, which begin together and are told who they are,
// from 0. It returns when all have ended.
func Run(n int, f func(me int)) {
	begin := NewBarrier(n)
	var all sync.WaitGroup
	for me := range n {
		all.Go(func() {
			begin.Wait()
			f(me)
		})
	}
	all.Wait()
}
