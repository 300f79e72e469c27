package main

import (
	"math/rand/v2"
	"sync"
	"time"
)

// A workload is what each of the goroutines does with a cache.
type workload struct {
	name, title string
	prepare     func(c cache)        // fills the cache before the clock runs
	run         func(c cache, g int) // does the operations of a turn as goroutine g
}

const (
	getName = "get"
	putName = "put"
	mixName = "mix"

	// turn is how many operations each goroutine does in a turn. It is long enough
	// for a cache to come back into the processor's caches, and short enough that
	// what else the machine does meets all.
	turn = 1 << 18

	// hot is how many keys the Gets ask for, evenly. It is less than the capacity,
	// since a shard's share of the keys may be more than its share of the capacity,
	// and all are to be hits.
	hot = capacity * 3 / 4

	// universe is how many keys the Zipf mix draws from, with the exponent zipfS.
	universe = 1 << 20
	zipfS    = 1.01
)

func workloads() []workload {
	return []workload{
		{getName, "Get, all hits", fillHot, runGet},
		{putName, "Put that evicts", fillNew, newPutter().run},
		{mixName, "Zipf mix", warm, runMix},
	}
}

// scatter makes of a small number a key of 64 bits, a different one for each.
func scatter(i uint64) uint64 { return i * 0x9E3779B97F4A7C15 }

// keys returns a turn's keys for each of four goroutines.
func keys(draw func(random *rand.Rand) func() uint64) [4][]uint64 {
	var all [4][]uint64
	for g := range all {
		next := draw(rand.New(rand.NewPCG(uint64(g), 1)))
		all[g] = make([]uint64, turn)
		for i := range all[g] {
			all[g][i] = scatter(next())
		}
	}
	return all
}

var zipf = sync.OnceValue(func() [4][]uint64 {
	return keys(func(random *rand.Rand) func() uint64 {
		return rand.NewZipf(random, zipfS, 1, universe-1).Uint64
	})
})

var uniform = sync.OnceValue(func() [4][]uint64 {
	return keys(func(random *rand.Rand) func() uint64 {
		return func() uint64 { return random.Uint64N(hot) }
	})
})

// fillHot puts the hot keys until all are found: a cache with lossy buffers drops
// some at first.
func fillHot(c cache) {
	for range 20 {
		missing := 0
		for i := range uint64(hot) {
			if _, held := c.Get(scatter(i)); !held {
				c.Put(scatter(i), i)
				missing++
			}
		}
		c.Settle()
		if missing == 0 {
			break
		}
	}
	uniform()
}

func runGet(c cache, g int) {
	for _, key := range uniform()[g] {
		c.Get(key)
	}
}

func fillNew(c cache) {
	for i := range uint64(2 * capacity) {
		c.Put(scatter(1<<40+i), i)
	}
	c.Settle()
}

// A putter has new keys in each turn.
type putter struct {
	turns [4]uint64
}

func newPutter() *putter { return &putter{} }

func (p *putter) run(c cache, g int) {
	first := uint64(g)<<50 + p.turns[g]*turn
	p.turns[g]++
	for i := first; i < first+turn; i++ {
		c.Put(scatter(i), i)
	}
}

func warm(c cache) {
	for g := range zipf() {
		runMix(c, g)
	}
	c.Settle()
}

func runMix(c cache, g int) {
	for _, key := range zipf()[g] {
		if _, held := c.Get(key); !held {
			c.Put(key, key)
		}
	}
}

// measure lets so many goroutines have a turn at the same time, and returns the
// nanoseconds of wall time for each operation of all of them.
func measure(w workload, c cache, goroutines int) float64 {
	var group sync.WaitGroup
	start := make(chan struct{})
	for g := range goroutines {
		group.Go(func() {
			<-start
			w.run(c, g)
		})
	}
	begin := time.Now()
	close(start)
	group.Wait()
	return float64(time.Since(begin).Nanoseconds()) / float64(turn*goroutines)
}
