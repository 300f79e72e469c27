package main

import (
	"sync"
	"sync/atomic"
)

// ReadLocked lets readers in together. The count is no longer under the lock.
type ReadLocked struct {
	mu      sync.RWMutex
	routes  map[string]string
	lookups atomic.Int64
}

func (t *ReadLocked) Backend(host string) string {
	t.lookups.Add(1)
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.routes[host]
}

func (t *ReadLocked) Set(host, backend string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.routes[host] = backend
}

func (t *ReadLocked) Lookups() int64 { return t.lookups.Load() }
