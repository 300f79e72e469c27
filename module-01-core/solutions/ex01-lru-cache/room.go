package lru

import "time"

// Cost returns the total cost of the entries held, from 0 to the capacity.
// Expired ones count until they are removed.
//
//course:stage 5
func (c *Cache[K, V]) Cost() int64 {
	return c.total
}

// Resize sets the capacity, and makes the entries used least recently leave as
// Evicted until the rest fits; it returns how many left. It fails with
// ErrCapacity, and then nothing has changed.
//
//course:stage 5
func (c *Cache[K, V]) Resize(capacity int64) (evicted int, err error) {
	if err := checkCapacity(capacity); err != nil {
		return 0, err
	}
	defer c.report()
	return c.resize(capacity, c.age()), nil
}

func (c *Cache[K, V]) resize(capacity int64, now time.Duration) (evicted int) {
	before := len(c.entries)
	c.capacity = capacity
	c.makeRoom(0, now)
	return before - len(c.entries)
}

// makeRoom removes the entries used least recently until an item of that cost,
// which is no more than the capacity, fits. The sum total+cost could overflow;
// the difference can't.
func (c *Cache[K, V]) makeRoom(cost int64, now time.Duration) {
	for c.total > c.capacity-cost {
		c.drop(c.order.oldest(), Evicted, now)
	}
}

// drop removes an entry.
func (c *Cache[K, V]) drop(e *entry[K, V], why Reason, now time.Duration) {
	c.takeOut(e, why, now)
	delete(c.entries, e.key)
}

// takeOut makes the value of e leave: out of the order, the total and, as a
// departure, the statistics. Only the map still has the entry.
func (c *Cache[K, V]) takeOut(e *entry[K, V], why Reason, now time.Duration) {
	c.order.unlink(e)
	c.total -= e.cost
	if e.expired(now) {
		why = Expired
	}
	c.note(&e.item, why)
}
