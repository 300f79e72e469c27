package lru

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// newCache makes a cache whose invariants are checked when the test ends.
func newCache[K comparable, V any](t testing.TB, options Options[K, V]) *Cache[K, V] {
	t.Helper()
	c, err := New(options)
	require.NoError(t, err)
	t.Cleanup(func() { checkCache(t, c) })
	return c
}

func newLocked[K comparable, V any](t testing.TB, options Options[K, V]) *Locked[K, V] {
	t.Helper()
	l, err := NewLocked(options)
	require.NoError(t, err)
	t.Cleanup(func() { checkLocked(t, l) })
	return l
}

// checkCache checks the invariants of the package comment but for the second,
// which only a model can know.
func checkCache[K comparable, V any](t testing.TB, c *Cache[K, V]) {
	t.Helper()
	var total int64
	inList := 0
	for e := c.order.newest(); e != nil; e = c.order.after(e) {
		require.Same(t, e, c.entries[e.key], "entry of %v in the list and in the map", e.key)
		require.Same(t, e, e.older.newer, "link of %v back from the older", e.key)
		require.Same(t, e, e.newer.older, "link of %v back from the newer", e.key)
		require.GreaterOrEqual(t, e.cost, int64(0), "cost of %v", e.key)
		total += e.cost
		inList++
		require.LessOrEqual(t, inList, len(c.entries), "entries in the list")
	}
	require.Len(t, c.entries, inList, "entries in the map")
	require.Equal(t, total, c.total, "sum of the costs")
	require.LessOrEqual(t, c.total, c.capacity, "total cost")
	require.GreaterOrEqual(t, c.capacity, int64(1), "capacity")
	require.Equal(t, c.stats.Puts, uint64(len(c.entries))+departed(c.stats), "Puts = Len + departures: %+v", c.stats)
	require.Empty(t, c.left, "departures that nobody reports")
}

func checkLocked[K comparable, V any](t testing.TB, l *Locked[K, V]) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	checkCache(t, l.cache)
	for key, f := range l.flights {
		require.NotContains(t, l.cache.entries, key, "key both held and loading")
		require.Positive(t, f.waiters, "callers that wait for %v", key)
	}
}

func departed(s Stats) uint64 {
	return s.Evictions + s.Expirations + s.Removals + s.Replacements
}
