// Package lru keeps its entries in one slice; links are indices.
package lru

import (
	"fmt"
	"iter"
	"math"
	"time"
)

type slot[K comparable, V any] struct {
	key        K
	value      V
	cost       int64
	until      int64 // nanoseconds since the start, never
	prev, next int32
	serial     uint32
	inUse      bool
}

const never = int64(math.MaxInt64)

type Options[K comparable, V any] struct {
	Capacity int64
	Cost     func(key K, value V) int64
	TTL      time.Duration
	Now      func() time.Time
	OnEvict  func(key K, value V, why Reason)
}

// Cache: slots[0] is the head of a ring, free slots are linked by next.
type Cache[K comparable, V any] struct {
	Options[K, V]
	start    time.Time
	slots    []slot[K, V]
	free     int32
	where    map[K]int32
	sum      int64
	counts   [Purged + 1]uint64
	hits     uint64
	misses   uint64
	puts     uint64
	loads    uint64
	leaving  []func()
	serialNo uint32
}

func New[K comparable, V any](options Options[K, V]) (*Cache[K, V], error) {
	switch {
	case options.Capacity < 1:
		return nil, fmt.Errorf("%w (%d)", ErrCapacity, options.Capacity)
	case options.TTL < 0:
		return nil, fmt.Errorf("%w (%s)", ErrTTL, options.TTL)
	}
	c := new(Cache[K, V])
	c.Options = options
	if c.Options.Now == nil {
		c.Options.Now = time.Now
	}
	c.slots = make([]slot[K, V], 1)
	c.where = make(map[K]int32)
	c.start = c.Options.Now()
	return c, nil
}

func (c *Cache[K, V]) ticks() int64 { return int64(c.Options.Now().Sub(c.start)) }

func (c *Cache[K, V]) cut(i int32) {
	s := c.slots
	s[s[i].prev].next, s[s[i].next].prev = s[i].next, s[i].prev
}

func (c *Cache[K, V]) toFront(i int32) {
	s := c.slots
	first := s[0].next
	s[i].prev, s[i].next = 0, first
	s[first].prev, s[0].next = i, i
}

func (c *Cache[K, V]) takeSlot() int32 {
	if i := c.free; i != 0 {
		c.free = c.slots[i].next
		return i
	}
	c.slots = append(c.slots, slot[K, V]{})
	return int32(len(c.slots) - 1)
}

func (c *Cache[K, V]) vacate(i int32, why Reason, tick int64) {
	s := &c.slots[i]
	if tick >= s.until && s.until != never {
		why = Expired
	}
	c.counts[why]++
	c.sum -= s.cost
	if tell := c.Options.OnEvict; tell != nil {
		k, v := s.key, s.value
		c.leaving = append(c.leaving, func() { tell(k, v, why) })
	}
	c.cut(i)
	delete(c.where, s.key)
	*s = slot[K, V]{next: c.free}
	c.free = i
}

func notify(calls []func()) {
	for i := range calls {
		finished := false
		func() {
			defer func() {
				if !finished {
					notify(calls[i+1:])
				}
			}()
			calls[i]()
			finished = true
		}()
	}
}

func (c *Cache[K, V]) flush() {
	calls := c.leaving
	c.leaving = nil
	notify(calls)
}

func (c *Cache[K, V]) live(key K, tick int64) (int32, bool) {
	i := c.where[key]
	return i, i != 0 && (c.slots[i].until == never || tick < c.slots[i].until)
}

func (c *Cache[K, V]) Put(key K, value V) error {
	return c.PutTTL(key, value, c.Options.TTL)
}

func (c *Cache[K, V]) PutTTL(key K, value V, ttl time.Duration) error {
	store, err := c.ready(key, value, ttl)
	if err != nil {
		return err
	}
	defer c.flush()
	return store()
}

// ready does all that may call the caller's functions; what it returns does
// the rest.
func (c *Cache[K, V]) ready(key K, value V, ttl time.Duration) (func() error, error) {
	if key != key {
		return nil, ErrKey
	}
	if ttl < 0 {
		return nil, fmt.Errorf("%w (%s)", ErrTTL, ttl)
	}
	weight := int64(1)
	if f := c.Options.Cost; f != nil {
		weight = f(key, value)
	}
	if weight < 0 {
		return nil, fmt.Errorf("%w (%d)", ErrCost, weight)
	}
	tick, until := c.ticks(), never
	if ttl != 0 && tick <= never-int64(ttl) {
		until = tick + int64(ttl)
	}
	return func() error { return c.write(key, value, weight, tick, until) }, nil
}

func (c *Cache[K, V]) write(key K, value V, weight, tick, until int64) error {
	if i := c.where[key]; i != 0 {
		c.vacate(i, Replaced, tick)
	}
	room := c.Options.Capacity - weight
	if room < 0 {
		return fmt.Errorf("%w (%d)", ErrTooCostly, weight)
	}
	c.trim(room, tick)
	i := c.takeSlot()
	c.serialNo++
	c.slots[i] = slot[K, V]{key: key, value: value, cost: weight, until: until, serial: c.serialNo, inUse: true}
	c.toFront(i)
	c.where[key] = i
	c.sum += weight
	c.puts++
	return nil
}

func (c *Cache[K, V]) trim(room, tick int64) int {
	n := 0
	for c.sum > room {
		c.vacate(c.slots[0].prev, Evicted, tick)
		n++
	}
	return n
}

func (c *Cache[K, V]) Get(key K) (V, bool) {
	tick := c.ticks()
	defer c.flush()
	return c.fetch(key, tick)
}

func (c *Cache[K, V]) fetch(key K, tick int64) (V, bool) {
	i, alive := c.live(key, tick)
	if alive {
		c.hits++
		c.cut(i)
		c.toFront(i)
		return c.slots[i].value, true
	}
	c.misses++
	if i != 0 {
		c.vacate(i, Expired, tick)
	}
	return *new(V), false
}

func (c *Cache[K, V]) Peek(key K) (V, bool) {
	i, alive := c.live(key, c.ticks())
	if !alive {
		i = 0
	}
	return c.slots[i].value, alive
}

func (c *Cache[K, V]) Contains(key K) bool {
	_, alive := c.live(key, c.ticks())
	return alive
}

func (c *Cache[K, V]) Remove(key K) bool {
	tick := c.ticks()
	defer c.flush()
	return c.strike(key, tick)
}

func (c *Cache[K, V]) strike(key K, tick int64) bool {
	i, alive := c.live(key, tick)
	if i != 0 {
		c.vacate(i, Removed, tick)
	}
	return alive
}

func (c *Cache[K, V]) Purge() {
	tick := c.ticks()
	defer c.flush()
	c.empty(tick)
}

func (c *Cache[K, V]) empty(tick int64) {
	for len(c.where) > 0 {
		c.vacate(c.slots[0].prev, Purged, tick)
	}
}

func (c *Cache[K, V]) RemoveExpired() int {
	tick := c.ticks()
	defer c.flush()
	return c.expire(tick)
}

func (c *Cache[K, V]) expire(tick int64) int {
	before := len(c.where)
	for i := c.slots[0].prev; i != 0; {
		at := i
		i = c.slots[i].prev
		if u := c.slots[at].until; u != never && u <= tick {
			c.vacate(at, Expired, tick)
		}
	}
	return before - len(c.where)
}

func (c *Cache[K, V]) Len() int        { return len(c.where) }
func (c *Cache[K, V]) Cost() int64     { return c.sum }
func (c *Cache[K, V]) Capacity() int64 { return c.Options.Capacity }

func (c *Cache[K, V]) Resize(capacity int64) (evicted int, err error) {
	if capacity < 1 {
		return 0, fmt.Errorf("%w (%d)", ErrCapacity, capacity)
	}
	tick := c.ticks()
	defer c.flush()
	c.Options.Capacity = capacity
	return c.trim(capacity, tick), nil
}

func (c *Cache[K, V]) Stats() Stats {
	return Stats{
		Hits: c.hits, Misses: c.misses, Puts: c.puts, Loads: c.loads,
		Evictions: c.counts[Evicted], Expirations: c.counts[Expired],
		Removals: c.counts[Removed] + c.counts[Purged], Replacements: c.counts[Replaced],
	}
}

func (c *Cache[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		var order []K
		for i := c.slots[0].next; i != 0; i = c.slots[i].next {
			order = append(order, c.slots[i].key)
		}
		for _, key := range order {
			i, alive := c.live(key, c.ticks())
			if alive && !yield(key, c.slots[i].value) {
				return
			}
		}
	}
}
