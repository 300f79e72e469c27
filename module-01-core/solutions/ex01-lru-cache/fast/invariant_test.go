package fast

import (
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lru"
)

// newCache makes a cache whose invariants are checked when the test ends.
func newCache[K comparable, V any](t testing.TB, shards int, options lru.Options[K, V]) *Cache[K, V] {
	t.Helper()
	c, err := New(Options[K, V]{Options: options, Shards: shards})
	require.NoError(t, err)
	t.Cleanup(func() { checkCache(t, c) })
	return c
}

// checkCache checks the invariants of the package comment, but for the order of
// use, which only a model can know.
func checkCache[K comparable, V any](t testing.TB, c *Cache[K, V]) {
	t.Helper()
	for i := range c.shards {
		s := &c.shards[i]
		s.mu.Lock()
		defer s.mu.Unlock()
		checkShard(t, c, s)
	}
}

func checkShard[K comparable, V any](t testing.TB, c *Cache[K, V], s *shard[K, V]) {
	t.Helper()
	table := &s.table
	linked := checkList(t, table)
	checkIndex(t, c, s, linked)
	checkFree(t, table, linked)
	var total int64
	for n := range linked {
		require.GreaterOrEqual(t, table.cost(n), int64(0), "cost of entry %d", n)
		total += table.cost(n)
	}
	require.Equal(t, total, s.total, "sum of the costs")
	require.LessOrEqual(t, s.total, s.capacity, "total cost")
	gone := s.stats.Evictions + s.stats.Expirations + s.stats.Removals + s.stats.Replacements
	require.Equal(t, s.stats.Puts, uint64(table.held)+gone, "Puts = entries + departures: %+v", s.stats)
	require.Empty(t, s.left, "departures that nobody reports")
	for key, f := range s.flights {
		n, _ := table.find(key, uint32(c.hash(key)))
		require.Zero(t, n, "key %v both held and loading", key)
		require.Positive(t, f.waiters, "callers that wait for %v", key)
	}
}

// checkList returns the entries that are in the list.
func checkList[K comparable, V any](t testing.TB, table *table[K, V]) map[uint32]bool {
	t.Helper()
	linked := map[uint32]bool{}
	newer := uint32(none)
	for n := table.newest; n != none; n = table.entries[n-1].older {
		require.False(t, linked[n], "entry %d twice in the list", n)
		linked[n] = true
		require.Equal(t, newer, table.entries[n-1].newer, "link of entry %d to the newer", n)
		newer = n
	}
	require.Equal(t, newer, table.oldest, "oldest entry")
	require.Len(t, linked, table.held, "entries in the list")
	return linked
}

func checkIndex[K comparable, V any](t testing.TB, c *Cache[K, V], s *shard[K, V], linked map[uint32]bool) {
	t.Helper()
	table := &s.table
	taken := 0
	for at, slot := range table.index {
		if slot == 0 {
			continue
		}
		taken++
		n := slot & table.number
		require.True(t, linked[n], "slot %d is of entry %d, which is not in the list", at, n)
		key, hash := table.entries[n-1].key, table.hashOf(n)
		require.Same(t, c.of(c.hash(key)), s, "shard of %v", key)
		require.Equal(t, hash&table.tag, slot&table.tag, "hash in the slot of %v", key)
		from := home(hash, len(table.index))
		far := distance(from, uint(at), len(table.index))
		require.Equal(t, far, table.fromHome(slot, uint(at)), "offset in the slot of %v", key)
		for on := from; on != uint(at); on = next(on, len(table.index)) {
			require.NotZero(t, table.index[on], "slot %d, between the home of %v and its slot %d", on, key, at)
		}
	}
	require.Len(t, linked, taken, "slots that are taken")
	require.Less(t, taken, len(table.index), "slots that are taken")
}

func checkFree[K comparable, V any](t testing.TB, table *table[K, V], linked map[uint32]bool) {
	t.Helper()
	free := len(table.entries) - int(table.used)
	for n := table.free; n != none; n = table.entries[n-1].older {
		free++
		require.LessOrEqual(t, free, len(table.entries), "free entries")
	}
	require.Equal(t, len(table.entries), free+table.held, "entries in all")
	for i := range table.entries {
		if e := table.entries[i]; !linked[uint32(i+1)] {
			require.Zero(t, e.key, "key of free entry %d", i+1)
			require.Zero(t, e.value, "value of free entry %d", i+1)
		}
	}
}
