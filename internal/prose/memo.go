package prose

import "sync"

// A memo computes a value once for each key. Its zero value is ready.
type memo[K comparable, V any] struct {
	entries sync.Map // K → func() (V, error)
}

func (m *memo[K, V]) get(key K, compute func() (V, error)) (V, error) {
	entry, _ := m.entries.LoadOrStore(key, sync.OnceValues(compute))
	return entry.(func() (V, error))()
}
