package fast

import (
	"sync"
	"time"

	"systems.course/lru"
)

// A shard is a cache of its own for some of the keys. All its methods but init
// need the lock, and none of them calls a function of the caller's or panics.
type shard[K comparable, V any] struct {
	table table[K, V]
	mu    sync.Mutex
	total int64 // the sum of the costs
	stats lru.Stats

	capacity int64
	left     []departure[K, V] // what has left and is yet to be reported
	flights  map[K]*flight[V]  // nil until the first load
	weighs   bool              // whether there is a Cost function
	noting   bool              // whether there is an OnEvict to tell

	_ [48]byte // makes it whole lines, so that no shard's lock shares one with another's
}

// init makes s an empty shard.
func (s *shard[K, V]) init(hash func(K) uint64, capacity int64, weighs, noting bool) {
	s.capacity = capacity
	s.weighs = weighs
	s.noting = noting
	s.table.hash = hash
	s.table.reserve(0)
}

func (s *shard[K, V]) get(key K, hash uint32, now time.Duration) (V, bool) {
	t := &s.table
	n, _ := t.find(key, hash)
	if n != none && t.expired(n, now) {
		s.drop(n, lru.Expired, now)
		n = none
	}
	if n == none {
		s.stats.Misses++
		var none V
		return none, false
	}
	s.stats.Hits++
	t.use(n)
	return t.entries[n-1].value, true
}

func (s *shard[K, V]) peek(key K, hash uint32, now time.Duration) (V, bool) {
	t := &s.table
	n, _ := t.find(key, hash)
	if n == none || t.expired(n, now) {
		var none V
		return none, false
	}
	return t.entries[n-1].value, true
}

// put stores an entry, and reports whether it could: false means that it costs
// more than the shard's capacity.
//
// Where room is needed for a new entry, it gets the number of the one that leaves.
// Its slot is the one at which the search for its key has ended; that is filled
// before the old slot is vacated, which may move others about. The old slot is looked
// for while the old key is there to be hashed.
func (s *shard[K, V]) put(key K, value V, hash uint32, at terms) bool {
	t := &s.table
	n, slot := t.find(key, hash)
	if at.cost > s.capacity {
		if n != none {
			s.drop(n, lru.Replaced, at.now)
		}
		return false
	}
	switch {
	case n != none:
		s.takeOut(n, lru.Replaced, at.now)
	case s.total > s.capacity-at.cost || t.held == mostRoom:
		n = t.oldest
		s.takeOut(n, lru.Evicted, at.now)
		was := t.slotOf(n)
		t.entries[n-1].key = key
		t.fill(slot, n, hash)
		t.vacate(was)
	default:
		if t.full() {
			s.enlarge()
			_, slot = t.find(key, hash)
		}
		n = t.take()
		t.fill(slot, n, hash)
	}
	s.makeRoom(at.cost, at.now)
	t.entries[n-1].key = key
	t.entries[n-1].value = value
	t.setCost(n, at.cost)
	t.setDeadline(n, at.deadline)
	t.push(n)
	s.total += at.cost
	s.stats.Puts++
	return true
}

// enlarge makes room for twice as many entries, but for no more than there can be.
func (s *shard[K, V]) enlarge() {
	room := min(2*int64(s.table.held)+firstRoom, mostRoom)
	if !s.weighs {
		room = min(room, s.capacity)
	}
	s.table.reserve(int(room))
}

func (s *shard[K, V]) remove(key K, hash uint32, now time.Duration) bool {
	n, _ := s.table.find(key, hash)
	if n == none {
		return false
	}
	found := !s.table.expired(n, now)
	s.drop(n, lru.Removed, now)
	return found
}

// purge gives all memory back.
func (s *shard[K, V]) purge(now time.Duration) {
	for n := s.table.oldest; n != none; n = s.table.oldest {
		s.takeOut(n, lru.Purged, now)
	}
	s.table.reserve(0)
}

func (s *shard[K, V]) removeExpired(now time.Duration) (removed int) {
	t := &s.table
	for n := t.oldest; n != none; {
		newer := t.entries[n-1].newer
		if t.expired(n, now) {
			s.drop(n, lru.Expired, now)
			removed++
		}
		n = newer
	}
	return removed
}

// resize gives memory back if more than half of it would lie idle.
func (s *shard[K, V]) resize(capacity int64, now time.Duration) (evicted int) {
	t := &s.table
	before := t.held
	s.capacity = capacity
	s.makeRoom(0, now)
	if len(t.entries) > 2*t.held+firstRoom {
		t.reserve(t.held)
	}
	return before - t.held
}

// makeRoom removes the entries used least recently until one of that cost, which
// is no more than the capacity, fits.
func (s *shard[K, V]) makeRoom(cost int64, now time.Duration) {
	for s.total > s.capacity-cost {
		s.drop(s.table.oldest, lru.Evicted, now)
	}
}

// drop removes an entry.
func (s *shard[K, V]) drop(n uint32, why lru.Reason, now time.Duration) {
	s.takeOut(n, why, now)
	s.forget(n)
}

// takeOut makes the value of an entry leave: out of the order, the total and, as a
// departure, the statistics. Only the index still has it.
func (s *shard[K, V]) takeOut(n uint32, why lru.Reason, now time.Duration) {
	s.table.unlink(n)
	s.total -= s.table.cost(n)
	if s.table.expired(n, now) {
		why = lru.Expired
	}
	s.note(n, why)
}

// forget removes from the index an entry whose value has left, and frees it.
func (s *shard[K, V]) forget(n uint32) {
	s.table.vacate(s.table.slotOf(n))
	s.table.giveBack(n)
}
