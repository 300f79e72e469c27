package fast

import (
	"fmt"
	"math/bits"
	"runtime"
	"sync/atomic"
	"time"

	"systems.course/lru"
)

const (
	// maxShards bounds Options.Shards: more locks than that help nobody, and each
	// shard takes some 300 bytes.
	maxShards = 1 << 16

	// leastPerShard is the capacity that each shard has at least where their number
	// is left to New. With fewer entries a shard, the order in it says little of the
	// order in all.
	leastPerShard = 512

	// shardsPerProcessor makes it unlikely that two processors want the same shard.
	shardsPerProcessor = 64
)

// Options are those of the clear cache and the number of shards.
type Options[K comparable, V any] struct {
	lru.Options[K, V]

	// Shards is the number of parts with a lock, an order and a share of the
	// capacity of their own, from 1 to the lesser of Capacity and 65,536; other
	// numbers are refused with ErrShards. 0 leaves it to New: 64 for each
	// processor that Go uses, and no more than leave each shard a capacity of 512,
	// so that a small cache has one.
	Shards int
}

// A Cache holds the entries used most recently, for any number of goroutines.
// The zero value is of no use, and a Cache must not be copied.
//
// Keys and values belong to the caller, as in the clear cache.
type Cache[K comparable, V any] struct {
	hash   func(K) uint64
	shards []shard[K, V]
	mortal atomic.Bool // whether any item was ever given a lifetime
	ttl    time.Duration
	cost   func(K, V) int64 // nil: each entry costs 1

	now     func() time.Time
	born    time.Time // when New asked the clock
	onEvict func(K, V, lru.Reason)
}

// New returns an empty cache. It fails with lru.ErrCapacity, lru.ErrTTL or
// ErrShards.
func New[K comparable, V any](options Options[K, V]) (*Cache[K, V], error) {
	if err := checkTTL(options.TTL); err != nil {
		return nil, err
	}
	shards, err := shardsFor(options.Capacity, options.Shards)
	if err != nil {
		return nil, err
	}
	now := options.Now
	if now == nil {
		now = time.Now
	}
	c := &Cache[K, V]{
		hash:    newHash[K](),
		shards:  make([]shard[K, V], shards),
		ttl:     options.TTL,
		cost:    options.Cost,
		now:     now,
		born:    now(),
		onEvict: options.OnEvict,
	}
	c.mortal.Store(options.TTL > 0)
	for i := range c.shards {
		c.shards[i].init(c.hash, c.share(options.Capacity, i), c.cost != nil, c.onEvict != nil)
	}
	return c, nil
}

// shardsFor checks a capacity and a number of shards, and chooses one for 0.
func shardsFor(capacity int64, shards int) (int, error) {
	if capacity < 1 {
		return 0, fmt.Errorf("%w, got %d", lru.ErrCapacity, capacity)
	}
	if shards == 0 {
		most := min(capacity/leastPerShard, maxShards)
		return max(1, min(int(most), shardsPerProcessor*runtime.GOMAXPROCS(0))), nil
	}
	if shards < 0 || shards > maxShards || int64(shards) > capacity {
		return 0, fmt.Errorf("%w, got %d for a capacity of %d", ErrShards, shards, capacity)
	}
	return shards, nil
}

// share is the part of the capacity that shard i gets. The shares add up to the
// capacity and differ by at most 1.
func (c *Cache[K, V]) share(capacity int64, i int) int64 {
	shards := int64(len(c.shards))
	share := capacity / shards
	if int64(i) < capacity%shards {
		share++
	}
	return share
}

// of returns the shard of the keys with that hash. One hash serves for the shard and
// the slot in it: its upper bits choose the shard, its lower half the slot.
//
// Hashing panics if a key is of an interface type and can't be hashed; so it is done
// before anything is locked. To compare what can be hashed does not panic.
func (c *Cache[K, V]) of(hash uint64) *shard[K, V] {
	i, _ := bits.Mul64(hash, uint64(len(c.shards)))
	return &c.shards[i]
}

// Put stores value under key as lru.Locked.Put does. An entry that costs more
// than its shard's share of the capacity is too costly.
func (c *Cache[K, V]) Put(key K, value V) error {
	return c.PutTTL(key, value, c.ttl)
}

// PutTTL stores as Put does, for a lifetime of its own: as lru.Cache.PutTTL.
func (c *Cache[K, V]) PutTTL(key K, value V, ttl time.Duration) error {
	at, err := c.prepare(key, value, ttl)
	if err != nil {
		return err
	}
	hash := c.hash(key)
	s := c.of(hash)
	s.mu.Lock()
	if s.flights != nil {
		delete(s.flights, key)
	}
	fits := s.put(key, value, uint32(hash), at)
	share := s.capacity
	left := s.takeLeft()
	s.mu.Unlock()
	c.tell(left)
	if !fits {
		return fmt.Errorf("%w: cost %d, capacity %d, key %v", lru.ErrTooCostly, at.cost, share, key)
	}
	return nil
}

// terms are what a Put needs to know besides key and value.
type terms struct {
	cost     int64
	now      time.Duration // age of the cache
	deadline time.Duration // age of the cache at which the entry expires, or forever
}

// prepare finds out the terms of a Put. It calls all the functions of the caller's
// that a Put needs.
func (c *Cache[K, V]) prepare(key K, value V, ttl time.Duration) (terms, error) {
	at := terms{cost: 1}
	if err := checkKey(key); err != nil {
		return at, err
	}
	if err := checkTTL(ttl); err != nil {
		return at, err
	}
	if c.cost != nil {
		if at.cost = c.cost(key, value); at.cost < 0 {
			return at, fmt.Errorf("%w, got %d for key %v", lru.ErrCost, at.cost, key)
		}
	}
	at.now, at.deadline = c.lifetime(ttl)
	return at, nil
}

// Get returns the value of key and makes it the entry of its shard that was used
// most recently. For a key that is not held, or whose entry has expired, it
// returns the zero value and false.
func (c *Cache[K, V]) Get(key K) (V, bool) {
	now := c.age()
	hash := c.hash(key)
	s := c.of(hash)
	s.mu.Lock()
	value, held := s.get(key, uint32(hash), now)
	left := s.takeLeft()
	s.mu.Unlock()
	c.tell(left)
	return value, held
}

// Peek returns what Get would, and changes nothing.
func (c *Cache[K, V]) Peek(key K) (V, bool) {
	now := c.age()
	hash := c.hash(key)
	s := c.of(hash)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.peek(key, uint32(hash), now)
}

// Contains reports whether Get would find key. Like Peek it changes nothing.
func (c *Cache[K, V]) Contains(key K) bool {
	_, held := c.Peek(key)
	return held
}

// Remove removes key and reports whether Get would have found it. A load of the
// key that is under way will not be stored.
func (c *Cache[K, V]) Remove(key K) bool {
	now := c.age()
	hash := c.hash(key)
	s := c.of(hash)
	s.mu.Lock()
	if s.flights != nil {
		delete(s.flights, key)
	}
	found := s.remove(key, uint32(hash), now)
	left := s.takeLeft()
	s.mu.Unlock()
	c.tell(left)
	return found
}

func checkKey[K comparable](key K) error {
	if again := key; again != key {
		return fmt.Errorf("%w, got %v", lru.ErrKey, key)
	}
	return nil
}

func checkTTL(ttl time.Duration) error {
	if ttl < 0 {
		return fmt.Errorf("%w, got %v", lru.ErrTTL, ttl)
	}
	return nil
}
