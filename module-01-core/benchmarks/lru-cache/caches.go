package main

import (
	"fmt"

	"github.com/dgraph-io/ristretto/v2"
	"github.com/elastic/go-freelru"
	golanglru "github.com/hashicorp/golang-lru/v2"
	"github.com/maypok86/otter/v2"
	phuslu "github.com/phuslu/lru"

	"systems.course/lru"
	"systems.course/lru/fast"
)

// capacity is how many entries each cache is made for.
const capacity = 1 << 16

var capacityOnly = lru.Options[uint64, uint64]{Capacity: capacity}

// A cache is what the workloads use. Each call goes through this interface, for
// all caches alike.
type cache interface {
	Get(key uint64) (uint64, bool)
	Put(key, value uint64)
	// Settle waits until what was put is stored or has been thrown away.
	Settle()
	// Close ends the goroutines of the cache, if it has any.
	Close()
}

// A contender is a cache to be measured.
type contender struct {
	name string
	what string // in the table of caches: how it is made, and what it is
	make func() (cache, error)
}

// The names that results are compared by.
const (
	fastSharded   = "fast, sharded"
	fastSingle    = "fast, one lock"
	clearLocked   = "clear, Locked"
	golangLRU     = "golang-lru"
	phusluLRU     = "phuslu/lru"
	freeSharded   = "freelru, sharded"
	freeSynced    = "freelru, synced"
	otterCache    = "otter"
	ristrettoName = "ristretto"
)

func contenders() []contender {
	return []contender{
		{fastSharded, "`fast.New`, shards by default: an LRU for each shard", func() (cache, error) { return newFast(0) }},
		{fastSingle, "`fast.New` with `Shards: 1`: exact LRU, one mutex", func() (cache, error) { return newFast(1) }},
		{clearLocked, "`lru.NewLocked`: exact LRU, one mutex", newClear},
		{golangLRU, "v2.0.7, `lru.New`: exact LRU, one lock", newGolang},
		{phusluLRU, "v1.0.18, `NewLRUCache`, shards by default: an LRU for each shard", newPhuslu},
		{freeSharded, "v0.16.0, `NewSharded`: an LRU for each shard", newFreeSharded},
		{freeSynced, "v0.16.0, `NewSynced`: exact LRU, one lock", newFreeSynced},
		{otterCache, "v2.4.0, `MaximumSize`: W-TinyLFU, buffered reads and writes", newOtter},
		{ristrettoName, "v2.4.2, `MaxCost` of 1 an entry, ten counters an entry: sampled LFU, buffered, lossy", newRistretto},
	}
}

// immediate is for caches that store before Put returns and have no goroutines.
type immediate struct{}

func (immediate) Settle() {}
func (immediate) Close()  {}

type fastCache struct {
	immediate
	c *fast.Cache[uint64, uint64]
}

func newFast(shards int) (cache, error) {
	c, err := fast.New(fast.Options[uint64, uint64]{Options: capacityOnly, Shards: shards})
	return fastCache{c: c}, err
}

func (f fastCache) Get(key uint64) (uint64, bool) { return f.c.Get(key) }
func (f fastCache) Put(key, value uint64)         { must(f.c.Put(key, value)) }

type clearCache struct {
	immediate
	c *lru.Locked[uint64, uint64]
}

func newClear() (cache, error) {
	c, err := lru.NewLocked(capacityOnly)
	return clearCache{c: c}, err
}

func (l clearCache) Get(key uint64) (uint64, bool) { return l.c.Get(key) }
func (l clearCache) Put(key, value uint64)         { must(l.c.Put(key, value)) }

// must is for a Put that has no reason to fail.
func must(err error) {
	if err != nil {
		panic(fmt.Sprintf("a Put that can't fail failed: %v", err))
	}
}

type golangCache struct {
	immediate
	c *golanglru.Cache[uint64, uint64]
}

func newGolang() (cache, error) {
	c, err := golanglru.New[uint64, uint64](capacity)
	return golangCache{c: c}, err
}

func (g golangCache) Get(key uint64) (uint64, bool) { return g.c.Get(key) }
func (g golangCache) Put(key, value uint64)         { g.c.Add(key, value) }

type phusluCache struct {
	immediate
	c *phuslu.LRUCache[uint64, uint64]
}

func newPhuslu() (cache, error) {
	return phusluCache{c: phuslu.NewLRUCache[uint64, uint64](capacity)}, nil
}

func (p phusluCache) Get(key uint64) (uint64, bool) { return p.c.Get(key) }
func (p phusluCache) Put(key, value uint64)         { p.c.Set(key, value) }

// freeHash is what freelru is given, which has no hash of its own: the finalizer
// of MurmurHash3 for 64 bits, inlined where it can be. It has no seed, so whoever
// knows it can choose keys that collide.
func freeHash(key uint64) uint32 {
	key ^= key >> 33
	key *= 0xff51afd7ed558ccd
	key ^= key >> 33
	key *= 0xc4ceb9fe1a85ec53
	key ^= key >> 33
	return uint32(key)
}

type freeShardedCache struct {
	immediate
	c *freelru.ShardedLRU[uint64, uint64]
}

func newFreeSharded() (cache, error) {
	c, err := freelru.NewSharded[uint64, uint64](capacity, freeHash)
	return freeShardedCache{c: c}, err
}

func (f freeShardedCache) Get(key uint64) (uint64, bool) { return f.c.Get(key) }
func (f freeShardedCache) Put(key, value uint64)         { f.c.Add(key, value) }

type freeSyncedCache struct {
	immediate
	c *freelru.SyncedLRU[uint64, uint64]
}

func newFreeSynced() (cache, error) {
	c, err := freelru.NewSynced[uint64, uint64](capacity, freeHash)
	return freeSyncedCache{c: c}, err
}

func (f freeSyncedCache) Get(key uint64) (uint64, bool) { return f.c.Get(key) }
func (f freeSyncedCache) Put(key, value uint64)         { f.c.Add(key, value) }

type otterAdapter struct {
	c *otter.Cache[uint64, uint64]
}

func newOtter() (cache, error) {
	c, err := otter.New(&otter.Options[uint64, uint64]{MaximumSize: capacity})
	return otterAdapter{c: c}, err
}

func (o otterAdapter) Get(key uint64) (uint64, bool) { return o.c.GetIfPresent(key) }
func (o otterAdapter) Put(key, value uint64)         { o.c.Set(key, value) }
func (o otterAdapter) Settle()                       { o.c.CleanUp() }
func (o otterAdapter) Close()                        { o.c.StopAllGoroutines() }

type ristrettoAdapter struct {
	c *ristretto.Cache[uint64, uint64]
}

func newRistretto() (cache, error) {
	c, err := ristretto.NewCache(&ristretto.Config[uint64, uint64]{
		NumCounters:        10 * capacity,
		MaxCost:            capacity,
		BufferItems:        64,
		IgnoreInternalCost: true,
	})
	return ristrettoAdapter{c: c}, err
}

func (r ristrettoAdapter) Get(key uint64) (uint64, bool) { return r.c.Get(key) }
func (r ristrettoAdapter) Put(key, value uint64)         { r.c.Set(key, value, 1) }
func (r ristrettoAdapter) Settle()                       { r.c.Wait() }
func (r ristrettoAdapter) Close()                        { r.c.Close() }
