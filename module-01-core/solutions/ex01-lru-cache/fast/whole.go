package fast

import (
	"fmt"
	"iter"
	"time"

	"systems.course/lru"
)

// The methods of this file are about all shards. They visit one after another,
// each under its own lock, and report what has left when the last is done. So
// with more than one shard they don't happen at one moment: a Put that runs
// meanwhile is seen or not, as its shard has its turn later or earlier.

// each calls do for every shard under its lock, and then reports what left.
func (c *Cache[K, V]) each(do func(i int, s *shard[K, V])) {
	var left []departure[K, V]
	for i := range c.shards {
		s := &c.shards[i]
		s.mu.Lock()
		do(i, s)
		left = append(left, s.left...)
		s.left = nil
		s.mu.Unlock()
	}
	c.tell(left)
}

// Purge removes every entry, shard by shard, in each the one used least recently
// first, and gives back the memory that they took. No load that is under way when
// the shard of its key has its turn will be stored.
func (c *Cache[K, V]) Purge() {
	now := c.age()
	c.each(func(_ int, s *shard[K, V]) {
		clear(s.flights)
		s.purge(now)
	})
}

// RemoveExpired removes every expired entry, shard by shard, and returns their
// number. It looks at all entries.
func (c *Cache[K, V]) RemoveExpired() (removed int) {
	now := c.age()
	c.each(func(_ int, s *shard[K, V]) { removed += s.removeExpired(now) })
	return removed
}

// Resize sets the capacity. Each shard gets its share, and the entries in it that
// were used least recently leave as Evicted until the rest fits; Resize returns
// how many left. A capacity below 1, or below the number of shards, fails with
// lru.ErrCapacity, and nothing has changed.
func (c *Cache[K, V]) Resize(capacity int64) (evicted int, err error) {
	if capacity < 1 {
		return 0, fmt.Errorf("%w, got %d", lru.ErrCapacity, capacity)
	}
	if capacity < int64(len(c.shards)) {
		return 0, fmt.Errorf("%w for each of %d shards, got %d", lru.ErrCapacity, len(c.shards), capacity)
	}
	now := c.age()
	c.each(func(i int, s *shard[K, V]) { evicted += s.resize(c.share(capacity, i), now) })
	return evicted, nil
}

// Len returns the number of entries held, expired ones included.
func (c *Cache[K, V]) Len() (held int) {
	c.each(func(_ int, s *shard[K, V]) { held += s.table.held })
	return held
}

// Cost returns the total cost of the entries held, expired ones included. It is
// never above the capacity.
func (c *Cache[K, V]) Cost() (total int64) {
	c.each(func(_ int, s *shard[K, V]) { total += s.total })
	return total
}

// Capacity returns the greatest total cost that the cache holds: what New was
// given, or the last Resize.
func (c *Cache[K, V]) Capacity() (capacity int64) {
	c.each(func(_ int, s *shard[K, V]) { capacity += s.capacity })
	return capacity
}

// Stats returns the counts up to now. The counts of one shard are of the same
// moment.
func (c *Cache[K, V]) Stats() (sum lru.Stats) {
	c.each(func(_ int, s *shard[K, V]) { addStats(&sum, s.stats) })
	return sum
}

func addStats(sum *lru.Stats, s lru.Stats) {
	sum.Hits += s.Hits
	sum.Misses += s.Misses
	sum.Puts += s.Puts
	sum.Evictions += s.Evictions
	sum.Expirations += s.Expirations
	sum.Removals += s.Removals
	sum.Replacements += s.Replacements
	sum.Loads += s.Loads
}

// All ranges over a copy of the entries, taken shard by shard when the loop
// begins, expired ones left out. Within a shard they come from the one used most
// recently to the one used least recently; nothing is said about two entries of
// different shards. Nothing that happens during the loop changes what it sees,
// and its body may call any method.
func (c *Cache[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, p := range c.copyAll() {
			if !yield(p.key, p.value) {
				return
			}
		}
	}
}

// A pair is what All copies.
type pair[K comparable, V any] struct {
	key   K
	value V
}

func (c *Cache[K, V]) copyAll() (pairs []pair[K, V]) {
	now := c.age()
	c.each(func(_ int, s *shard[K, V]) { pairs = s.appendAlive(pairs, now) })
	return pairs
}

// appendAlive appends the entries that have not expired, the newest first.
func (s *shard[K, V]) appendAlive(pairs []pair[K, V], now time.Duration) []pair[K, V] {
	t := &s.table
	for n := t.newest; n != none; n = t.entries[n-1].older {
		if !t.expired(n, now) {
			pairs = append(pairs, pair[K, V]{t.entries[n-1].key, t.entries[n-1].value})
		}
	}
	return pairs
}
