package lru

import (
	"math"
	"time"
)

// Time inside a cache is its age: what the clock says, less what it said to
// New. A time.Duration spans 292 years and time.Time.Sub stops at its ends, so
// neither a far date nor a long lifetime overflows. With time.Now both readings
// are monotonic, so that setting the wall clock expires nothing.

// forever is the deadline of an item that never expires.
const forever time.Duration = math.MaxInt64

// PutTTL stores like Put, for a lifetime of its own: the entry has expired once
// ttl has passed since the Put, whether it was read or not. With 0 it lives for
// ever, whatever Options.TTL says; so it does where the clock ends before the
// lifetime. A negative lifetime is refused with ErrTTL, and nothing has changed.
//
//course:stage 7
func (c *Cache[K, V]) PutTTL(key K, value V, ttl time.Duration) error {
	return c.putFor(key, value, ttl)
}

// RemoveExpired removes every expired entry, the one used least recently
// first, and returns their number. It looks at all entries. Nothing calls it by
// itself: without it an expired entry stays until its key is used or its room
// is needed.
//
//course:stage 7
func (c *Cache[K, V]) RemoveExpired() int {
	defer c.report()
	return c.removeExpired(c.age())
}

func (c *Cache[K, V]) removeExpired(now time.Duration) int {
	removed := 0
	for e := c.order.oldest(); e != nil; {
		newer := c.order.before(e)
		if e.expired(now) {
			c.drop(e, Expired, now)
			removed++
		}
		e = newer
	}
	return removed
}

// age asks the clock. While no item has a lifetime the answer makes no
// difference, and it is one before every deadline: asking takes longer than
// finding an entry.
//
// An operation on Locked that began before the first lifetime was given may
// still come to see the item that got it. It sees the item alive, as it was at
// its Put.
func (c *Cache[K, V]) age() time.Duration {
	if !c.mortal.Load() {
		return math.MinInt64
	}
	return c.options.Now().Sub(c.born)
}

// lifetime returns the age of the cache now and at the end of ttl.
func (c *Cache[K, V]) lifetime(ttl time.Duration) (now, deadline time.Duration) {
	if ttl == 0 {
		return c.age(), forever
	}
	c.mortal.Store(true)
	now = c.age()
	if now > forever-ttl {
		return now, forever
	}
	return now, now + ttl
}

// expired reports whether the lifetime of the item is over at age now.
func (it *item[K, V]) expired(now time.Duration) bool {
	return it.deadline != forever && now >= it.deadline
}
