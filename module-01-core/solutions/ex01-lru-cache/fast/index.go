package fast

import (
	"math/bits"
	"slices"
)

// The index finds the number of an entry by its key. It is open-addressed with
// linear probing. The search for a key begins at the home of its hash and goes up,
// from the last slot to the first, until the key is found or a slot is empty.
//
// A slot is 32 bits, and 0 if it is empty. From the lowest bit on it has
//
//   - the number of an entry, in as many bits as table.number says;
//   - in offsetBits, how far from the home of its hash the slot is, or farOff where that
//     is too far to be said;
//   - as much of the upper bits of the hash as there is room for.
//
// Invariant: no slot between the home of an entry and the slot that it is in is
// empty. There is always an empty slot, also while an entry takes the place of another
// and both have one.

const (
	offsetBits = 4
	farOff     = 1<<offsetBits - 1
)

// newIndex returns an empty index for that many entries, of which they will take at
// most two slots in five: with 4 bytes a slot, that is cheap. It is as long as the
// memory is that it gets, which the allocator rounds up.
func newIndex(room int) []uint32 {
	index := slices.Grow([]uint32(nil), 2*room+room/2+2)
	return index[:cap(index)]
}

// home returns the slot of so many at which the search for a hash begins. A
// multiplication in place of a mask allows any number of slots. It looks at the upper
// bits of what it is given, so the hash is turned by half: those that choose the home
// and those that are kept in the slot are different ones.
func home(hash uint32, slots int) uint {
	return uint(uint64(bits.RotateLeft32(hash, 16)) * uint64(slots) >> 32)
}

// next returns the slot after at.
func next(at uint, slots int) uint {
	if at++; at == uint(slots) {
		return 0
	}
	return at
}

// find returns the number of the entry with that key, or none and the slot for it.
// Hardly any key is compared in vain: the bits of the hash in the slot differ first.
func (t *table[K, V]) find(key K, hash uint32) (n uint32, slot uint) {
	index, entries, number, tag := t.index, t.entries, t.number, t.tag
	at := home(hash, len(index))
	for ; index[at] != 0; at = next(at, len(index)) {
		if (index[at]^hash)&tag == 0 {
			n := index[at] & number
			if entries[n-1].key == key {
				return n, at
			}
		}
	}
	return none, at
}

// fill puts entry n, which has that hash, into an empty slot.
func (t *table[K, V]) fill(slot uint, n, hash uint32) {
	offset := distance(home(hash, len(t.index)), slot, len(t.index))
	t.index[slot] = hash&t.tag | t.offset(offset) | n
}

// offset returns the bits of a slot that say how far it is from its home.
func (t *table[K, V]) offset(distance uint) uint32 {
	return uint32(min(distance, farOff)) << t.numberBits
}

// insert puts entry n, which is not in the index and has that hash, into it.
func (t *table[K, V]) insert(n, hash uint32) {
	at := home(hash, len(t.index))
	for t.index[at] != 0 {
		at = next(at, len(t.index))
	}
	t.fill(at, n, hash)
}

// slotOf returns the slot of entry n, which is in the index.
func (t *table[K, V]) slotOf(n uint32) uint {
	index, number := t.index, t.number
	at := home(t.hashOf(n), len(index))
	for index[at]&number != n {
		at = next(at, len(index))
	}
	return at
}

// vacate empties a slot, and moves others down so that none of them is cut off
// from its home by the gap. Which ones may move, the slots say: but for those that
// are far off, no entry has to be looked at. In place of all that, a slot could be
// marked as one that had an entry once; but the marks make all searches longer, and
// have to be cleared away.
func (t *table[K, V]) vacate(gap uint) {
	index := t.index
	for at := next(gap, len(index)); index[at] != 0; at = next(at, len(index)) {
		slot := index[at]
		from, by := t.fromHome(slot, at), distance(gap, at, len(index))
		if from >= by {
			index[gap] = slot&^t.offset(farOff) | t.offset(from-by)
			gap = at
		}
	}
	index[gap] = 0
}

// fromHome returns how far from its home the slot at that place is.
func (t *table[K, V]) fromHome(slot uint32, at uint) uint {
	if offset := slot >> t.numberBits & farOff; offset != farOff {
		return uint(offset)
	}
	return distance(home(t.hashOf(slot&t.number), len(t.index)), at, len(t.index))
}

// distance returns how many steps it is from one slot up to another.
func distance(from, to uint, slots int) uint {
	if to >= from {
		return to - from
	}
	return to + uint(slots) - from
}

// hashOf returns the hash of entry n. It is made anew from the key: the 4 bytes that
// it would take to keep it serve better as an index with more empty slots.
func (t *table[K, V]) hashOf(n uint32) uint32 {
	return uint32(t.hash(t.entries[n-1].key))
}
