package lru

import (
	"fmt"
	"time"
)

// Options says how much a cache holds and how it behaves. Capacity must be
// set; the zero value of every other field is a good default.
//
// No function given here is called while a lock is held or while the cache is
// halfway through a change: each may use the cache itself.
type Options[K comparable, V any] struct {
	// Capacity is the greatest total cost of the entries held, at least 1.
	// Without a Cost function it is the greatest number of entries.
	Capacity int64

	// Cost weighs an entry, once for each time it is put; nil weighs every
	// entry as 1. The unit is the caller's. A negative cost is refused with
	// ErrCost. An entry of cost 0 takes no room, so nothing bounds the number
	// of such entries.
	Cost func(key K, value V) int64

	// TTL is how long an entry lives that is put without a lifetime of its
	// own; 0 is for ever. A negative one is refused with ErrTTL.
	TTL time.Duration

	// Now is the clock that lifetimes are measured with; nil is time.Now. It
	// is asked once by New and after that only when some entry has a lifetime.
	Now func() time.Time

	// OnEvict is told of every value that leaves the cache, once, after it
	// has left and before the method that made it leave returns. For what
	// happens when it panics see the package comment.
	OnEvict func(key K, value V, why Reason)
}

// complete checks the options and fills in the defaults.
func (o Options[K, V]) complete() (Options[K, V], error) {
	if err := checkCapacity(o.Capacity); err != nil {
		return o, err
	}
	if err := checkTTL(o.TTL); err != nil {
		return o, err
	}
	if o.Cost == nil {
		o.Cost = func(K, V) int64 { return 1 }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o, nil
}

func checkCapacity(capacity int64) error {
	if capacity < 1 {
		return fmt.Errorf("%w, got %d", ErrCapacity, capacity)
	}
	return nil
}

func checkTTL(ttl time.Duration) error {
	if ttl < 0 {
		return fmt.Errorf("%w, got %v", ErrTTL, ttl)
	}
	return nil
}

func checkKey[K comparable](key K) error {
	if again := key; again != key {
		return fmt.Errorf("%w, got %v", ErrKey, key)
	}
	return nil
}
