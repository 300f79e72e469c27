package main

import (
	"hash/maphash"
	"math/bits"
	"sync"

	"systems.course/lru/fast"
)

// The steps from the clear cache to the fast one, each with the changes of those
// before it. They have Get and Put of integers and nothing else: no costs,
// lifetimes, callbacks or statistics.
func stepsFromClear() []contender {
	step := func(name, what string, make func() cache) contender {
		return contender{"step: " + name, what, func() (cache, error) { return make(), nil }}
	}
	return []contender{
		{"step: clear", "the clear `Locked`", newClear},
		step("array", "1. entries in one slice, 32-bit links", func() cache { return newStepped(mapIndex, 1) }),
		step("index", "2. an index of slots in place of the map", func() cache { return newStepped(plainIndex, 1) }),
		step("tags", "3. bits of the hash in each slot, the hash kept", func() cache { return newStepped(tags, 1) }),
		step("stay", "4. no move of what is in front", func() cache { return newStepped(stay, 1) }),
		step("mix", "5. one multiplication as the hash", func() cache { return newStepped(mixed, 1) }),
		step("spare", "6. the hash made anew, more empty slots", func() cache { return newStepped(spare, 1) }),
		step("shards", "7. 32 shards, with the same hash", func() cache { return newStepped(spare, 32) }),
		step("more", "8. 128 shards", func() cache { return newStepped(spare, 128) }),
		step("lines", "9. the lock and the ends of the list in a line of their own", func() cache { return newStepped(lines, 128) }),
		step("offsets", "10. in each slot, how far it is from its home", func() cache { return newStepped(offsets, 128) }),
		{"step: fast", "11. the whole fast cache: the rest of the contract", func() (cache, error) {
			c, err := fast.New(fast.Options[uint64, uint64]{Options: capacityOnly, Shards: 128})
			return fastCache{c: c}, err
		}},
	}
}

// A feature is a step; each has those before it.
type feature int

const (
	mapIndex feature = iota
	plainIndex
	tags
	stay
	mixed
	spare
	lines
	offsets
)

// An offset takes four bits of a slot, and is far if it is larger than they can say.
const far = 15

// stepped is a cache as it is at a step.
type stepped struct {
	immediate
	shards []steppedShard
	seed   maphash.Seed
	has    feature
}

type steppedShard struct {
	mu      sync.Mutex // until lines
	has     feature
	number  uint32            // the bits of a slot that are for a number
	numbers map[uint64]uint32 // until plainIndex
	index   []uint32          // from then on: a number, and from tags on bits of the hash above it
	hashes  []uint32          // until spare
	entries []steppedEntry    // until lines, [0] is the root of the ring
	seed    maphash.Seed
	used    uint32

	_    [64]byte
	line struct { // from lines on
		mu             sync.Mutex
		newest, oldest uint32
	}
	_ [64]byte
}

type steppedEntry struct {
	key, value   uint64
	newer, older uint32
}

func newStepped(has feature, shards int) *stepped {
	c := &stepped{shards: make([]steppedShard, shards), seed: maphash.MakeSeed(), has: has}
	for i := range c.shards {
		s := &c.shards[i]
		room := capacity / shards
		s.has, s.seed, s.number = has, c.seed, 1<<bits.Len(uint(room))-1
		s.entries = make([]steppedEntry, 1+room)
		if has == mapIndex {
			s.numbers = make(map[uint64]uint32, room)
		} else {
			s.index = make([]uint32, room+room*2/3+2)
			if has >= spare {
				s.index = make([]uint32, 2*room+room/2+2)
			}
			if has < spare {
				s.hashes = make([]uint32, 1+room)
			}
		}
	}
	return c
}

func (c *stepped) hash(key uint64) uint64 {
	switch {
	case c.has == mapIndex:
		return 0 // the map has its own
	case c.has >= mixed:
		return foldedProduct(key)
	}
	return maphash.Comparable(c.seed, key)
}

func foldedProduct(key uint64) uint64 {
	hi, lo := bits.Mul64(key^0x2545F4914F6CDD1D, 0x9E3779B97F4A7C15)
	return hi ^ lo
}

func (c *stepped) Get(key uint64) (uint64, bool) {
	hash := c.hash(key)
	i, _ := bits.Mul64(hash, uint64(len(c.shards)))
	s := &c.shards[i]
	s.lock()
	defer s.unlock()
	n, _ := s.find(key, uint32(hash))
	if n == 0 {
		return 0, false
	}
	s.use(n)
	return s.entries[n].value, true
}

func (c *stepped) Put(key, value uint64) {
	hash := c.hash(key)
	i, _ := bits.Mul64(hash, uint64(len(c.shards)))
	s := &c.shards[i]
	s.lock()
	defer s.unlock()
	n, slot := s.find(key, uint32(hash))
	if n != 0 {
		s.entries[n].value = value
		s.use(n)
		return
	}
	full := int(s.used) == len(s.entries)-1
	if full {
		n = s.oldest()
		s.unlink(n)
	} else {
		s.used++
		n = s.used
	}
	s.enter(key, uint32(hash), n, slot, full)
	s.entries[n].value = value
	s.push(n)
}

// enter puts entry n into the map or the index, in place of its old key if it has one.
func (s *steppedShard) enter(key uint64, hash, n, slot uint32, had bool) {
	if s.has == mapIndex {
		if had {
			delete(s.numbers, s.entries[n].key)
		}
		s.entries[n].key = key
		s.numbers[key] = n
		return
	}
	old := uint32(0)
	if had {
		old = s.slotOf(n)
	}
	s.entries[n].key = key
	if s.has < spare {
		s.hashes[n] = hash
	}
	s.index[slot] = s.slot(slot, hash, n)
	if had {
		s.vacate(old)
	}
}

// tag is the bits of a slot that are for those of the hash.
func (s *steppedShard) tag() uint32 {
	switch {
	case s.has < tags:
		return 0
	case s.has < offsets:
		return ^s.number
	}
	return ^(s.number<<4 | far)
}

// slot is what the index has at a place for entry n, which has that hash.
func (s *steppedShard) slot(at, hash, n uint32) uint32 {
	if s.has >= offsets {
		return hash&s.tag() | s.offset(s.distance(s.home(hash), at)) | n
	}
	return hash&s.tag() | n
}

func (s *steppedShard) offset(distance uint32) uint32 {
	return min(distance, far) * (s.number + 1)
}

func (s *steppedShard) distance(from, to uint32) uint32 {
	if to >= from {
		return to - from
	}
	return to + uint32(len(s.index)) - from
}

func (s *steppedShard) home(hash uint32) uint32 {
	return uint32(uint64(bits.RotateLeft32(hash, 16)) * uint64(len(s.index)) >> 32)
}

func (s *steppedShard) next(at uint32) uint32 {
	if at++; at == uint32(len(s.index)) {
		return 0
	}
	return at
}

func (s *steppedShard) find(key uint64, hash uint32) (n, slot uint32) {
	if s.has == mapIndex {
		return s.numbers[key], 0
	}
	tag := s.tag()
	at := s.home(hash)
	for ; s.index[at] != 0; at = s.next(at) {
		n := s.index[at] & s.number
		if (s.index[at]^hash)&tag == 0 && s.entries[n].key == key {
			return n, at
		}
	}
	return 0, at
}

// hashOf returns the hash of entry n, which is kept from tags on until spare.
func (s *steppedShard) hashOf(n uint32) uint32 {
	switch {
	case s.has >= spare:
		return uint32(foldedProduct(s.entries[n].key))
	case s.has >= tags:
		return s.hashes[n]
	}
	return uint32(maphash.Comparable(s.seed, s.entries[n].key))
}

func (s *steppedShard) slotOf(n uint32) uint32 {
	at := s.home(s.hashOf(n))
	for s.index[at]&s.number != n {
		at = s.next(at)
	}
	return at
}

func (s *steppedShard) vacate(gap uint32) {
	for at := s.next(gap); s.index[at] != 0; at = s.next(at) {
		slot := s.index[at]
		from, by := s.fromHome(slot, at), s.distance(gap, at)
		if from < by {
			continue
		}
		if s.has >= offsets {
			slot = slot&^s.offset(far) | s.offset(from-by)
		}
		s.index[gap] = slot
		gap = at
	}
	s.index[gap] = 0
}

func (s *steppedShard) fromHome(slot, at uint32) uint32 {
	if s.has >= offsets {
		if offset := slot / (s.number + 1) & far; offset != far {
			return offset
		}
	}
	return s.distance(s.home(s.hashOf(slot&s.number)), at)
}

func (s *steppedShard) lock() {
	if s.has >= lines {
		s.line.mu.Lock()
		return
	}
	s.mu.Lock()
}

func (s *steppedShard) unlock() {
	if s.has >= lines {
		s.line.mu.Unlock()
		return
	}
	s.mu.Unlock()
}

// The ends of the list are the links of the root, and from lines on in the shard.

func (s *steppedShard) newest() uint32 {
	if s.has >= lines {
		return s.line.newest
	}
	return s.entries[0].older
}

func (s *steppedShard) oldest() uint32 {
	if s.has >= lines {
		return s.line.oldest
	}
	return s.entries[0].newer
}

func (s *steppedShard) setNewer(n, to uint32) {
	if n == 0 && s.has >= lines {
		s.line.oldest = to
		return
	}
	s.entries[n].newer = to
}

func (s *steppedShard) setOlder(n, to uint32) {
	if n == 0 && s.has >= lines {
		s.line.newest = to
		return
	}
	s.entries[n].older = to
}

func (s *steppedShard) use(n uint32) {
	if s.has >= stay && s.newest() == n {
		return
	}
	s.unlink(n)
	s.push(n)
}

func (s *steppedShard) push(n uint32) {
	was := s.newest()
	s.entries[n].newer, s.entries[n].older = 0, was
	s.setNewer(was, n)
	s.setOlder(0, n)
}

func (s *steppedShard) unlink(n uint32) {
	e := s.entries[n]
	s.setOlder(e.newer, e.older)
	s.setNewer(e.older, e.newer)
}
