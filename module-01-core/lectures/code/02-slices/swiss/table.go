package main

// table is an open-addressed table. The number of its groups is a power of two.
type table struct {
	groups []group
	room   int // how many empty slots may still be filled
	depth  int // how many bits of the hash led here
}

func newTable(capacity, depth int) *table {
	t := &table{groups: make([]group, capacity/slots), room: capacity * 7 / 8, depth: depth}
	for i := range t.groups {
		t.groups[i].control = empty * everyByte
	}
	return t
}

// find returns the place of the key, or nil. It ends at the first group with an
// empty slot: had the key been put, it would be there or before.
func (t *table) find(hash, key uint64) (g *group, slot int) {
	mask := uint64(len(t.groups) - 1)
	for at, step := hash>>7&mask, uint64(1); ; at, step = (at+step)&mask, step+1 {
		g := &t.groups[at]
		for set := g.match(uint8(hash & 0x7f)); set != 0; set &= set - 1 {
			if slot := first(set); g.slots[slot].key == key {
				return g, slot
			}
		}
		if g.match(empty) != 0 {
			return nil, 0
		}
	}
}

// insert puts a key that is not there, and reports false, having done nothing,
// when the table is seven eighths full.
func (t *table) insert(hash, key, value uint64) bool {
	if t.room == 0 {
		return false
	}
	mask := uint64(len(t.groups) - 1)
	for at, step := hash>>7&mask, uint64(1); ; at, step = (at+step)&mask, step+1 {
		g := &t.groups[at]
		set := g.match(deleted)
		if set == 0 {
			if set = g.match(empty); set == 0 {
				continue
			}
			t.room--
		}
		slot := first(set)
		g.set(slot, uint8(hash&0x7f))
		g.slots[slot] = struct{ key, value uint64 }{key, value}
		return true
	}
}

// remove empties the slot of the key. In a full group it leaves a tombstone: some
// key may have passed by here on its way to a later group.
func (t *table) remove(hash, key uint64) {
	g, slot := t.find(hash, key)
	switch {
	case g == nil:
	case g.match(empty) != 0:
		g.set(slot, empty)
		t.room++
	default:
		g.set(slot, deleted)
	}
}
