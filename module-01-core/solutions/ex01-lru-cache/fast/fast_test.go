package fast

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"systems.course/lru"
)

func TestNumberOfShards(t *testing.T) {
	for _, test := range []struct {
		capacity int64
		shards   int
		want     int
	}{
		{capacity: 1, shards: 0, want: 1},
		{capacity: 2*leastPerShard - 1, shards: 0, want: 1},
		{capacity: 2 * leastPerShard, shards: 0, want: 2},
		{capacity: math.MaxInt64, shards: 0, want: shardsPerProcessor * runtime.GOMAXPROCS(0)},
		{capacity: 7, shards: 7, want: 7},
		{capacity: math.MaxInt64, shards: maxShards, want: maxShards},
	} {
		c := newCache(t, test.shards, lru.Options[int, int]{Capacity: test.capacity})
		require.Len(t, c.shards, test.want)
		require.Equal(t, test.capacity, c.Capacity(), "the shares add up")
		require.Zero(t, c.Len())
	}
}

// TestLines says why a processor that wants one shard seldom waits for another that
// is in the next one, and what a Get writes is in one line.
func TestLines(t *testing.T) {
	const line = 64
	var s shard[uint64, uint64]
	require.Zero(t, unsafe.Sizeof(s)%line, "bytes of a shard")
	require.Less(t, unsafe.Offsetof(s.table.aging), uintptr(line), "what a Get reads")
	first := unsafe.Offsetof(s.table.newest) / line
	for name, end := range map[string]uintptr{
		"mu":        unsafe.Offsetof(s.mu) + unsafe.Sizeof(s.mu),
		"total":     unsafe.Offsetof(s.total) + unsafe.Sizeof(s.total),
		"evictions": unsafe.Offsetof(s.stats) + unsafe.Offsetof(s.stats.Evictions) + unsafe.Sizeof(s.stats.Evictions),
	} {
		require.Equal(t, first, (end-1)/line, "line of %s", name)
	}
}

// TestFarFromHome has entries farther from their home than a slot can say.
func TestFarFromHome(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	const capacity = 100
	c := newCache(t, 1, lru.Options[uint64, uint64]{Capacity: capacity})
	hash := func(key uint64) uint64 { return key % 3 }
	c.hash, c.shards[0].table.hash = hash, hash
	far := false
	for range 20 * capacity {
		require.NoError(t, c.Put(random.Uint64N(2*capacity), 1))
		c.Remove(random.Uint64N(2 * capacity))
		checkCache(t, c)
		table := &c.shards[0].table
		for _, slot := range table.index {
			far = far || slot != 0 && slot>>table.numberBits&farOff == farOff
		}
	}
	require.True(t, far, "an entry was too far off to be said")
}

func TestRefusals(t *testing.T) {
	for _, test := range []struct {
		options Options[int, int]
		is      error
		text    string
	}{
		{Options[int, int]{}, lru.ErrCapacity, "lru: capacity must be at least 1, got 0"},
		{Options[int, int]{Options: lru.Options[int, int]{Capacity: 1, TTL: -1}}, lru.ErrTTL, "lru: lifetime must not be negative, got -1ns"},
		{Options[int, int]{Options: lru.Options[int, int]{Capacity: 4}, Shards: 5}, ErrShards, ErrShards.Error() + ", got 5 for a capacity of 4"},
		{Options[int, int]{Options: lru.Options[int, int]{Capacity: 4}, Shards: -1}, ErrShards, ErrShards.Error() + ", got -1 for a capacity of 4"},
		{Options[int, int]{Options: lru.Options[int, int]{Capacity: 1 << 20}, Shards: maxShards + 1}, ErrShards, ErrShards.Error() + ", got 65537 for a capacity of 1048576"},
	} {
		c, err := New(test.options)
		require.ErrorIs(t, err, test.is)
		require.EqualError(t, err, test.text)
		require.Nil(t, c)
	}
	c := newCache(t, 4, lru.Options[int, int]{Capacity: 8, Cost: func(_, value int) int64 { return int64(value) }})
	_, err := c.Resize(3)
	require.EqualError(t, err, "lru: capacity must be at least 1 for each of 4 shards, got 3")
	require.EqualError(t, c.Put(1, 3), "lru: entry costs more than the capacity: cost 3, capacity 2, key 1")
	require.EqualError(t, c.Put(1, -3), "lru: cost must not be negative, got -3 for key 1")
	require.ErrorIs(t, c.PutTTL(1, 1, -1), lru.ErrTTL)
}

func TestKeysThatNoMapTakes(t *testing.T) {
	nan := newCache(t, 1, lru.Options[float64, int]{Capacity: 2})
	require.ErrorIs(t, nan.Put(math.NaN(), 1), lru.ErrKey)
	_, held := nan.Get(math.NaN())
	require.False(t, held)

	c := newCache(t, 1, lru.Options[any, int]{Capacity: 2})
	bad := []int{1}
	require.Panics(t, func() { _ = c.Put(bad, 1) })
	require.Panics(t, func() { c.Get(bad) })
	require.Panics(t, func() { c.Remove(bad) })
	require.NoError(t, c.Put("good", 1), "the lock is free")
	require.NoError(t, c.Put(uint64(1), 2), "an interface with an integer in it")
	require.True(t, c.Contains("good"))
	require.False(t, c.Contains(1), "another type")
}

// TestKeysOfManyTypes has a key of each type that is hashed in its own way.
func TestKeysOfManyTypes(t *testing.T) {
	type id int
	fill(t, func(i int) int { return -i })
	fill(t, func(i int) int64 { return int64(i) << 40 })
	fill(t, func(i int) uint64 { return uint64(i) << 40 })
	fill(t, func(i int) int32 { return int32(-i) })
	fill(t, func(i int) uint32 { return uint32(i) << 16 })
	fill(t, func(i int) id { return id(i) })
	fill(t, func(i int) string { return fmt.Sprint(i) })
	fill(t, func(i int) [2]any { return [2]any{i, "x"} })
}

// fill puts 1,000 keys into shards that have room for 1.5 times their share, and
// expects that none of them gets more: that the keys are spread.
func fill[K comparable](t *testing.T, key func(i int) K) {
	c := newCache(t, 4, lru.Options[K, int]{Capacity: 1500})
	for i := range 1000 {
		require.NoError(t, c.Put(key(i), i))
	}
	for i := range 1000 {
		value, held := c.Get(key(i))
		require.True(t, held, "%T: uneven shards", key(i))
		require.Equal(t, i, value)
	}
}

func TestNoAllocation(t *testing.T) {
	for _, shards := range []int{1, 16} {
		c := newCache(t, shards, lru.Options[uint64, uint64]{Capacity: 1 << 10})
		next := uint64(0)
		for ; next < 1<<13; next++ {
			require.NoError(t, c.Put(next, next))
		}
		require.NoError(t, c.Put(1, 1))
		load := func(context.Context) (uint64, error) { return 0, nil }
		ctx := t.Context()
		for _, test := range []struct {
			name string
			do   func()
		}{
			{"Get that finds", func() { c.Get(1) }},
			{"Get that misses", func() { c.Get(1 << 40) }},
			{"Put over a held key", func() { _ = c.Put(1, 2) }},
			{"GetOrLoad that finds", func() { _, _ = c.GetOrLoad(ctx, 1, load) }},
			{"Put that evicts", func() { next++; _ = c.Put(next, next) }},
			{"Remove and Put", func() { c.Remove(next); _ = c.Put(next, next) }},
		} {
			require.Zero(t, testing.AllocsPerRun(1000, test.do), "%s, with %d shards", test.name, shards)
		}
	}
}

// TestBytesPerEntry measures the heap that a full cache takes.
func TestBytesPerEntry(t *testing.T) {
	const capacity = 1 << 16
	for _, shards := range []int{1, 32, 64} {
		before := heap()
		c, err := New(Options[uint64, uint64]{Options: lru.Options[uint64, uint64]{Capacity: capacity}, Shards: shards})
		require.NoError(t, err)
		for key := range uint64(4 * capacity) {
			require.NoError(t, c.Put(key, key))
		}
		grown := heap() - before
		require.Equal(t, capacity, c.Len(), "all shards are full")
		require.LessOrEqual(t, float64(grown)/capacity, 36.0, "bytes an entry with %d shards", shards)
		c.Purge()
		require.Less(t, heap()-before, int64(capacity), "what Purge leaves")
		runtime.KeepAlive(c)
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// TestKeepsNothingAlive has values collected that have left in each of the ways.
func TestKeepsNothingAlive(t *testing.T) {
	c := newCache(t, 1, lru.Options[int, *[64]byte]{Capacity: 8})
	var gone atomic.Int32
	put := func(key int) {
		value := new([64]byte)
		runtime.AddCleanup(value, func(int) { gone.Add(1) }, 0)
		require.NoError(t, c.Put(key, value))
	}
	for key := range 8 {
		put(key)
	}
	put(8)      // evicts 0
	put(7)      // replaces
	c.Remove(6) // removes
	_, err := c.Resize(4)
	require.NoError(t, err) // evicts three of 1 to 5
	require.Eventually(t, func() bool { runtime.GC(); return gone.Load() == 6 }, 10*time.Second, time.Millisecond)
	c.Purge()
	require.Eventually(t, func() bool { runtime.GC(); return gone.Load() == 10 }, 10*time.Second, time.Millisecond)
}

func TestLoadOfItself(t *testing.T) {
	c := newCache(t, 4, lru.Options[string, int]{Capacity: 10})
	direct := func(ctx context.Context) (int, error) {
		return c.GetOrLoad(ctx, "a", func(context.Context) (int, error) { return 1, nil })
	}
	_, err := c.GetOrLoad(t.Context(), "a", direct)
	require.ErrorIs(t, err, lru.ErrRecursive)
	got, err := c.GetOrLoad(t.Context(), "b", direct)
	require.NoError(t, err, "a load of another key is no recursion")
	require.Equal(t, 1, got)
}

// TestEverythingAtOnce is for the race detector, and for the invariants, which
// are checked again and again while eight goroutines work.
func TestEverythingAtOnce(t *testing.T) {
	for _, shards := range []int{1, 4} {
		t.Run(fmt.Sprint(shards, " shards"), func(t *testing.T) { everythingAtOnce(t, shards) })
	}
}

func everythingAtOnce(t *testing.T, shards int) {
	var told atomic.Uint64
	var c *Cache[int, int]
	c = newCache(t, shards, lru.Options[int, int]{
		Capacity: 50,
		TTL:      200 * time.Microsecond,
		Cost:     func(_, value int) int64 { return int64(value % 5) },
		OnEvict: func(key, _ int, _ lru.Reason) {
			told.Add(1)
			c.Contains(key)
		},
	})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for i := range 500 {
				anything(t.Context(), c)
				if i%100 == 0 {
					c.Purge()
				}
			}
		})
	}
	working := make(chan struct{})
	go func() {
		defer close(working)
		group.Wait()
	}()
	for done := false; !done; {
		checkCache(t, c)
		select {
		case <-working:
			done = true
		case <-time.After(100 * time.Microsecond):
		}
	}
	require.Eventually(t, func() bool {
		s := c.Stats()
		return s.Evictions+s.Expirations+s.Removals+s.Replacements == told.Load()
	}, 5*time.Second, time.Millisecond, "loads that were given up may still be on their way")
	require.Eventually(t, func() bool {
		flights := 0
		c.each(func(_ int, s *shard[int, int]) { flights += len(s.flights) })
		return flights == 0
	}, 5*time.Second, time.Millisecond)
}

// anything does one operation by chance.
func anything(ctx context.Context, c *Cache[int, int]) {
	key, value := rand.IntN(40), rand.IntN(10)
	ctx, cancel := context.WithTimeout(ctx, 50*time.Microsecond)
	defer cancel()
	switch rand.IntN(12) {
	case 0, 1, 2:
		_ = c.Put(key, value)
	case 3:
		_ = c.PutTTL(key, value, time.Duration(value)*time.Microsecond)
	case 4:
		c.Get(key)
	case 5:
		c.Remove(key)
	case 6:
		c.RemoveExpired()
	case 7:
		_, _ = c.Resize(int64(20 + value))
	case 8:
		for key := range c.All() {
			c.Peek(key)
			break
		}
	default:
		_, _ = c.GetOrLoad(ctx, key, func(ctx context.Context) (int, error) { return loadSomehow(ctx) })
	}
}

var errSomehow = errors.New("somehow")

func loadSomehow(ctx context.Context) (int, error) {
	switch rand.IntN(8) {
	case 0:
		return 0, errSomehow
	case 1:
		panic("load")
	case 2:
		<-ctx.Done()
		return 0, ctx.Err()
	}
	return rand.IntN(10), nil
}

// TestHitRatio counts the hits of one trace. One shard has those of the clear cache,
// many have nearly as many.
func TestHitRatio(t *testing.T) {
	const capacity, steps = 1 << 16, 500_000
	random := rand.New(rand.NewPCG(1, 1))
	zipf := rand.NewZipf(random, 1.01, 1, 1<<20)
	trace := make([]uint64, steps)
	for i := range trace {
		trace[i] = zipf.Uint64()
	}
	options := lru.Options[uint64, uint64]{Capacity: capacity}
	model, err := lru.New(options)
	require.NoError(t, err)
	want := hits(t, trace, model)
	require.Equal(t, want, hits(t, trace, newCache(t, 1, options)))
	require.InDelta(t, want, hits(t, trace, newCache(t, 32, options)), 0.002)
}

func hits(t *testing.T, trace []uint64, c interface {
	Get(key uint64) (uint64, bool)
	Put(key, value uint64) error
}) float64 {
	found := 0
	for _, key := range trace {
		if _, held := c.Get(key); held {
			found++
		} else {
			require.NoError(t, c.Put(key, key))
		}
	}
	return float64(found) / float64(len(trace))
}
