package fast

import (
	"math/bits"
	"time"
)

const (
	// none is the number of no entry. A slot of the index that is 0 is empty.
	none = 0

	// firstRoom is for how many entries a table makes room at its first.
	firstRoom = 8

	// mostRoom is how many entries a table holds at most, whatever they cost: the
	// number of one must leave offsetBits of its slot.
	mostRoom = 1<<(32-offsetBits) - 1
)

// A table keeps entries in arrays, in the order of their use (list.go), with an
// index to find them by key (index.go). An entry is named by its number, from 1:
// entry n is in place n-1 of each array. So a link takes 4 bytes, and an entry has
// nothing in it that the garbage collector has to follow, unless the key or the
// value has.
//
// The fields stand in the order of who writes them: a processor that only reads a
// line of memory keeps its copy, and one that writes takes it away from the others.
type table[K comparable, V any] struct {
	// What a Get reads, and only a growing table writes.
	index      []uint32 // see index.go
	entries    []entry[K, V]
	number     uint32 // the bits of a slot that are for the number of an entry
	tag        uint32 // the bits of a slot that are for those of the hash
	numberBits uint8  // how many bits number has
	aging      bool   // whether deadlines is there

	hash      func(K) uint64
	deadlines []time.Duration // of the entries; nil until one is not forever
	costs     []int64         // of the entries; nil until one is not 1
	held      int             // entries that are not free
	used      uint32          // numbers up to this one were taken some time
	free      uint32          // a number that was given back, linked by older to the next one; or none

	// What each Get writes, next to the lock.
	newest uint32 // the ends of the list, or none
	oldest uint32
}

// An entry is a key and a value with their place in the order of use. A link is
// the number of an entry.
type entry[K comparable, V any] struct {
	key          K
	value        V
	newer, older uint32
}

// full reports whether no entry is free.
func (t *table[K, V]) full() bool {
	return t.held == len(t.entries)
}

// take returns the number of a free entry.
func (t *table[K, V]) take() uint32 {
	t.held++
	if n := t.free; n != none {
		t.free = t.entries[n-1].older
		return n
	}
	t.used++
	return t.used
}

// giveBack makes entry n free. Its key and value are forgotten, so that nothing
// keeps alive what they point to.
func (t *table[K, V]) giveBack(n uint32) {
	t.entries[n-1] = entry[K, V]{older: t.free}
	t.free = n
	t.held--
}

// reserve moves all entries to arrays for that many, at least as many as there are
// in the list. It numbers them anew, the oldest first.
func (t *table[K, V]) reserve(room int) {
	old := *t
	*t = table[K, V]{
		index:   newIndex(room),
		entries: make([]entry[K, V], room),
		hash:    old.hash,
	}
	t.numberBits = uint8(bits.Len(uint(room)))
	t.number = 1<<t.numberBits - 1
	t.tag = ^(t.number | t.offset(farOff))
	if old.aging {
		t.aging = true
		t.deadlines = make([]time.Duration, room)
	}
	if old.costs != nil {
		t.costs = make([]int64, room)
	}
	for n := old.oldest; n != none; n = old.entries[n-1].newer {
		t.adopt(&old, n)
	}
}

// adopt makes entry n of another table the newest of this one.
func (t *table[K, V]) adopt(from *table[K, V], n uint32) {
	as := t.take()
	t.entries[as-1].key = from.entries[n-1].key
	t.entries[as-1].value = from.entries[n-1].value
	t.insert(as, from.hashOf(n))
	t.push(as)
	if from.aging {
		t.deadlines[as-1] = from.deadlines[n-1]
	}
	if from.costs != nil {
		t.costs[as-1] = from.costs[n-1]
	}
}

// cost returns what entry n costs.
func (t *table[K, V]) cost(n uint32) int64 {
	if t.costs == nil {
		return 1
	}
	return t.costs[n-1]
}

// setCost keeps what entry n costs. The first cost that is not 1 makes the array
// for them.
func (t *table[K, V]) setCost(n uint32, cost int64) {
	if t.costs == nil {
		if cost == 1 {
			return
		}
		t.costs = filled(len(t.entries), int64(1))
	}
	t.costs[n-1] = cost
}

// setDeadline keeps the deadline of entry n. The first that is not forever makes
// the array for them.
func (t *table[K, V]) setDeadline(n uint32, deadline time.Duration) {
	if !t.aging {
		if deadline == forever {
			return
		}
		t.aging = true
		t.deadlines = filled(len(t.entries), forever)
	}
	t.deadlines[n-1] = deadline
}

// expired reports whether the lifetime of entry n is over at age now.
func (t *table[K, V]) expired(n uint32, now time.Duration) bool {
	if !t.aging {
		return false
	}
	deadline := t.deadlines[n-1]
	return deadline != forever && now >= deadline
}

func filled[T any](length int, with T) []T {
	s := make([]T, length)
	for i := range s {
		s[i] = with
	}
	return s
}
