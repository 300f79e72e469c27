package main

import (
	"maps"
	"sync"
	"sync/atomic"
)

// Snapshot never changes a map that a reader may have.
type Snapshot struct {
	writing sync.Mutex // one Set at a time
	routes  atomic.Pointer[map[string]string]
	lookups atomic.Int64
}

func (t *Snapshot) Backend(host string) string {
	t.lookups.Add(1)
	return (*t.routes.Load())[host]
}

func (t *Snapshot) Set(host, backend string) {
	t.writing.Lock()
	defer t.writing.Unlock()
	next := maps.Clone(*t.routes.Load())
	next[host] = backend
	t.routes.Store(&next)
}

func (t *Snapshot) Lookups() int64 { return t.lookups.Load() }
