package fast

import (
	"math"
	"time"
)

// Time is the age of the cache, as in the clear cache.

// forever is the deadline of an item that never expires.
const forever time.Duration = math.MaxInt64

// age asks the clock. While no item has a lifetime the answer makes no difference,
// and it is one before every deadline.
func (c *Cache[K, V]) age() time.Duration {
	if !c.mortal.Load() {
		return math.MinInt64
	}
	return c.clock()
}

func (c *Cache[K, V]) clock() time.Duration {
	return c.now().Sub(c.born)
}

// lifetime returns the age of the cache now and at the end of ttl.
func (c *Cache[K, V]) lifetime(ttl time.Duration) (now, deadline time.Duration) {
	if ttl == 0 {
		return c.age(), forever
	}
	c.mortal.Store(true)
	now = c.clock()
	if now > forever-ttl {
		return now, forever
	}
	return now, now + ttl
}
