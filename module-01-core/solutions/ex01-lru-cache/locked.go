package lru

import (
	"iter"
	"sync"
	"time"
)

// Locked is a Cache for any number of goroutines. A method does what the method
// of Cache does, at one moment between its call and its return. OnEvict is
// called in the goroutine whose call made the value leave, so several may run
// at once, and one for an earlier departure may run later.
type Locked[K comparable, V any] struct {
	mu      sync.Mutex
	cache   *Cache[K, V] // its options, born and mortal need no lock
	flights map[K]*flight[V]
}

// NewLocked returns an empty cache, or an error as New does.
//
//course:stage 8
func NewLocked[K comparable, V any](options Options[K, V]) (*Locked[K, V], error) {
	cache, err := New(options)
	if err != nil {
		return nil, err
	}
	return &Locked[K, V]{cache: cache, flights: make(map[K]*flight[V])}, nil
}

// Put stores as Cache.Put does. A load of the key that is under way will not be
// stored.
//
//course:stage 8
func (l *Locked[K, V]) Put(key K, value V) error {
	return l.PutTTL(key, value, l.cache.options.TTL)
}

// PutTTL stores as Cache.PutTTL does. A load of the key that is under way will
// not be stored.
//
//course:stage 8
func (l *Locked[K, V]) PutTTL(key K, value V, ttl time.Duration) error {
	it, now, err := l.cache.prepare(key, value, ttl)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.release()
	delete(l.flights, key)
	return l.cache.put(it, now)
}

// Get does what Cache.Get does.
//
//course:stage 8
func (l *Locked[K, V]) Get(key K) (V, bool) {
	now := l.cache.age()
	l.mu.Lock()
	defer l.release()
	return l.cache.get(key, now)
}

// Peek does what Cache.Peek does.
//
//course:stage 8
func (l *Locked[K, V]) Peek(key K) (V, bool) {
	now := l.cache.age()
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cache.peek(key, now)
}

// Contains does what Cache.Contains does.
//
//course:stage 8
func (l *Locked[K, V]) Contains(key K) bool {
	_, held := l.Peek(key)
	return held
}

// Remove does what Cache.Remove does. A load of the key that is under way will
// not be stored.
//
//course:stage 8
func (l *Locked[K, V]) Remove(key K) bool {
	now := l.cache.age()
	l.mu.Lock()
	defer l.release()
	delete(l.flights, key)
	return l.cache.remove(key, now)
}

// Purge does what Cache.Purge does. No load that is under way will be stored.
//
//course:stage 8
func (l *Locked[K, V]) Purge() {
	now := l.cache.age()
	l.mu.Lock()
	defer l.release()
	clear(l.flights)
	l.cache.purge(now)
}

// RemoveExpired does what Cache.RemoveExpired does.
//
//course:stage 8
func (l *Locked[K, V]) RemoveExpired() int {
	now := l.cache.age()
	l.mu.Lock()
	defer l.release()
	return l.cache.removeExpired(now)
}

// Resize does what Cache.Resize does.
//
//course:stage 8
func (l *Locked[K, V]) Resize(capacity int64) (evicted int, err error) {
	if err := checkCapacity(capacity); err != nil {
		return 0, err
	}
	now := l.cache.age()
	l.mu.Lock()
	defer l.release()
	return l.cache.resize(capacity, now), nil
}

// Len does what Cache.Len does.
//
//course:stage 8
func (l *Locked[K, V]) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cache.Len()
}

// Cost does what Cache.Cost does.
//
//course:stage 8
func (l *Locked[K, V]) Cost() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cache.Cost()
}

// Capacity does what Cache.Capacity does.
//
//course:stage 8
func (l *Locked[K, V]) Capacity() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cache.Capacity()
}

// Stats does what Cache.Stats does; all counts are of the same moment.
//
//course:stage 8
func (l *Locked[K, V]) Stats() Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cache.Stats()
}

// All ranges over a copy of the entries, taken when the loop begins, from the
// one used most recently to the one used least recently, expired ones left out.
// Nothing that happens during the loop changes what it sees, and its body may
// call any method.
//
//course:stage 8
func (l *Locked[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, it := range l.copyItems() {
			if !yield(it.key, it.value) {
				return
			}
		}
	}
}

func (l *Locked[K, V]) copyItems() []item[K, V] {
	now := l.cache.age()
	l.mu.Lock()
	defer l.mu.Unlock()
	items := make([]item[K, V], 0, l.cache.Len())
	for _, e := range l.cache.newestFirst() {
		if !e.expired(now) {
			items = append(items, e.item)
		}
	}
	return items
}

// release unlocks, and then reports what has left.
func (l *Locked[K, V]) release() {
	left := l.cache.takeLeft()
	l.mu.Unlock()
	l.cache.tell(left)
}
