package main

import "sync"

// Locked may be used by any number of goroutines, one after the other.
type Locked struct {
	mu      sync.Mutex
	routes  map[string]string
	lookups int64
}

func (t *Locked) Backend(host string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lookups++
	return t.routes[host]
}

func (t *Locked) Set(host, backend string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.routes[host] = backend
}

func (t *Locked) Lookups() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lookups
}
