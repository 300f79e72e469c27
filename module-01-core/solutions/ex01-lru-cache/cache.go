package lru

import (
	"fmt"
	"sync/atomic"
	"time"
)

// A Cache holds the entries used most recently, up to its capacity. It is for
// one goroutine at a time; Locked is the one to share.
//
// Keys and values belong to the caller: the cache copies and compares nothing
// but the keys. A key of an interface type must hold a comparable value, as in
// a map, or the method panics before it has changed anything.
type Cache[K comparable, V any] struct {
	options  Options[K, V] // as given to New, with the defaults filled in
	capacity int64         // as Resize left it

	entries map[K]*entry[K, V]
	order   list[K, V] // the same entries, by use
	total   int64      // the sum of their costs

	born   time.Time   // when New asked the clock
	mortal atomic.Bool // whether any item was ever given a lifetime; atomic for Locked

	stats Stats
	left  []departure[K, V] // what has left and is yet to be reported
}

// New returns an empty cache. It fails with ErrCapacity or ErrTTL.
//
//course:stage 1
func New[K comparable, V any](options Options[K, V]) (*Cache[K, V], error) {
	options, err := options.complete()
	if err != nil {
		return nil, err
	}
	c := &Cache[K, V]{
		options:  options,
		capacity: options.Capacity,
		entries:  make(map[K]*entry[K, V]),
		born:     options.Now(),
	}
	c.order.init()
	c.mortal.Store(options.TTL > 0)
	return c, nil
}

// Put stores value under key, for the default lifetime, and makes it the entry
// used most recently. A value that the key had before leaves as Replaced; the
// entries used least recently leave as Evicted until the new one fits.
//
// With ErrKey or ErrCost nothing has changed. With ErrTooCostly the new value
// is not stored, and an old one under the key has left as Replaced, since it
// is out of date; other entries stay.
//
//course:stage 1
func (c *Cache[K, V]) Put(key K, value V) error {
	return c.putFor(key, value, c.options.TTL)
}

// Get returns the value of key and makes it the entry used most recently. For
// a key that is not held, or whose entry has expired, it returns the zero
// value and false.
//
//course:stage 1
func (c *Cache[K, V]) Get(key K) (V, bool) {
	defer c.report()
	return c.get(key, c.age())
}

// Peek returns what Get would, but changes nothing: not the order of use, not
// the statistics, and an expired entry stays until something else removes it.
//
//course:stage 2
func (c *Cache[K, V]) Peek(key K) (V, bool) {
	return c.peek(key, c.age())
}

// Contains reports whether Get would find key. Like Peek it changes nothing.
//
//course:stage 2
func (c *Cache[K, V]) Contains(key K) bool {
	_, held := c.peek(key, c.age())
	return held
}

// Remove removes key and reports whether Get would have found it.
//
//course:stage 2
func (c *Cache[K, V]) Remove(key K) bool {
	defer c.report()
	return c.remove(key, c.age())
}

// Purge removes every entry, the one used least recently first. Its time is
// proportional to their number. Statistics and capacity stay.
//
//course:stage 2
func (c *Cache[K, V]) Purge() {
	defer c.report()
	c.purge(c.age())
}

// Len returns the number of entries held. Expired ones count until they are
// removed.
//
//course:stage 1
func (c *Cache[K, V]) Len() int {
	return len(c.entries)
}

// Capacity returns the greatest total cost that the cache holds: what New was
// given, or the last Resize.
//
//course:stage 1
func (c *Cache[K, V]) Capacity() int64 {
	return c.capacity
}

func (c *Cache[K, V]) putFor(key K, value V, ttl time.Duration) error {
	it, now, err := c.prepare(key, value, ttl)
	if err != nil {
		return err
	}
	defer c.report()
	return c.put(it, now)
}

// prepare makes the item that a Put will store, and tells the time of the Put.
// It calls all the functions of the caller's that a Put needs, and changes
// nothing that a method shows.
func (c *Cache[K, V]) prepare(key K, value V, ttl time.Duration) (item[K, V], time.Duration, error) {
	if err := checkKey(key); err != nil {
		return item[K, V]{}, 0, err
	}
	if err := checkTTL(ttl); err != nil {
		return item[K, V]{}, 0, err
	}
	cost := c.options.Cost(key, value)
	if cost < 0 {
		return item[K, V]{}, 0, fmt.Errorf("%w, got %d for key %v", ErrCost, cost, key)
	}
	now, deadline := c.lifetime(ttl)
	return item[K, V]{key: key, value: value, cost: cost, deadline: deadline}, now, nil
}

// put stores an item. Its only error is ErrTooCostly.
func (c *Cache[K, V]) put(it item[K, V], now time.Duration) error {
	e, held := c.entries[it.key]
	if held {
		c.takeOut(e, Replaced, now)
	}
	if it.cost > c.capacity {
		delete(c.entries, it.key)
		return fmt.Errorf("%w: cost %d, capacity %d, key %v", ErrTooCostly, it.cost, c.capacity, it.key)
	}
	if !held {
		e = new(entry[K, V])
		c.entries[it.key] = e
	}
	c.makeRoom(it.cost, now)
	e.item = it
	c.order.push(e)
	c.total += it.cost
	c.stats.Puts++
	return nil
}

func (c *Cache[K, V]) get(key K, now time.Duration) (V, bool) {
	e, held := c.entries[key]
	if held && e.expired(now) {
		c.drop(e, Expired, now)
		held = false
	}
	if !held {
		c.stats.Misses++
		var none V
		return none, false
	}
	c.stats.Hits++
	c.order.unlink(e)
	c.order.push(e)
	return e.value, true
}

func (c *Cache[K, V]) peek(key K, now time.Duration) (V, bool) {
	e, held := c.entries[key]
	if !held || e.expired(now) {
		var none V
		return none, false
	}
	return e.value, true
}

func (c *Cache[K, V]) remove(key K, now time.Duration) bool {
	e, held := c.entries[key]
	if !held {
		return false
	}
	found := !e.expired(now)
	c.drop(e, Removed, now)
	return found
}

func (c *Cache[K, V]) purge(now time.Duration) {
	for e := c.order.oldest(); e != nil; e = c.order.oldest() {
		c.drop(e, Purged, now)
	}
}
