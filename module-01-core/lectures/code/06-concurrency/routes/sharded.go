package main

import (
	"sync"
	"sync/atomic"
)

// Sharded is Snapshot with a count for each worker.
type Sharded struct {
	Snapshot
	mu      sync.Mutex
	workers []*Worker
}

// Worker is how one goroutine uses a Sharded. Its count lies alone on 128 bytes,
// which is no smaller than a cache line of amd64 or arm64.
type Worker struct {
	table   *Sharded
	lookups atomic.Int64
	_       [112]byte
}

// Worker returns a new worker of the table, which keeps its count for ever.
func (t *Sharded) Worker() *Worker {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := &Worker{table: t}
	t.workers = append(t.workers, w)
	return w
}

func (w *Worker) Backend(host string) string {
	w.lookups.Add(1)
	return (*w.table.routes.Load())[host]
}

// Lookups adds up the counts one by one. While workers count, it may return a sum
// that was true at no moment, but never less than when it was called. The table's
// own count is of those who look up without a worker.
func (t *Sharded) Lookups() (total int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	total = t.Snapshot.Lookups()
	for _, w := range t.workers {
		total += w.lookups.Load()
	}
	return total
}
