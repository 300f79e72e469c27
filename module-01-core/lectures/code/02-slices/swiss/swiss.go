// Swiss is a small model of Go's map: groups, tables and a directory. It counts
// how many entries one insert has to move, with and without a limit for tables.
package main

import (
	"fmt"
	"math/bits"
)

// swiss maps keys to values by way of a directory of tables. No table grows
// beyond limit slots.
type swiss struct {
	directory []*table // its length is a power of two; neighbours may be the same table
	limit     int
	moved     int // entries that the last insert moved
}

func newSwiss(limit int) *swiss {
	return &swiss{directory: []*table{newTable(2*slots, 0)}, limit: limit}
}

// at returns the place in the directory for a hash: its upper bits.
func (m *swiss) at(hash uint64) int {
	return int(hash >> 1 >> (63 - bits.TrailingZeros(uint(len(m.directory)))))
}

func (m *swiss) get(key uint64) (value uint64, found bool) {
	h := hash(key)
	if g, slot := m.directory[m.at(h)].find(h, key); g != nil {
		return g.slots[slot].value, true
	}
	return 0, false
}

func (m *swiss) put(key, value uint64) {
	h := hash(key)
	m.moved = 0
	if g, slot := m.directory[m.at(h)].find(h, key); g != nil {
		g.slots[slot].value = value
		return
	}
	for !m.directory[m.at(h)].insert(h, key, value) {
		m.grow(h)
	}
}

func (m *swiss) remove(key uint64) {
	h := hash(key)
	m.directory[m.at(h)].remove(h, key)
}

// grow replaces the table of the hash by one of twice the size or, at the limit,
// by two that share its keys by one bit more.
func (m *swiss) grow(h uint64) {
	old := m.directory[m.at(h)]
	if capacity := slots * len(old.groups); capacity < m.limit {
		bigger := newTable(2*capacity, old.depth)
		m.replace(old, bigger, bigger)
		return
	}
	if 1<<old.depth == len(m.directory) {
		m.doubleDirectory()
	}
	m.replace(old, newTable(m.limit, old.depth+1), newTable(m.limit, old.depth+1))
}

func (m *swiss) doubleDirectory() {
	doubled := make([]*table, 0, 2*len(m.directory))
	for _, t := range m.directory {
		doubled = append(doubled, t, t)
	}
	m.directory = doubled
}

// replace puts left into the first half of old's places in the directory and
// right into the second, and moves old's entries.
func (m *swiss) replace(old, left, right *table) {
	places := len(m.directory) >> old.depth
	start := 0
	for m.directory[start] != old {
		start += len(m.directory) >> m.directory[start].depth
	}
	for i := range places {
		m.directory[start+i] = left
		if i >= places/2 {
			m.directory[start+i] = right
		}
	}
	for i := range old.groups {
		g := &old.groups[i]
		for used := ^g.control & topBits; used != 0; used &= used - 1 {
			entry := g.slots[first(used)]
			h := hash(entry.key)
			m.directory[m.at(h)].insert(h, entry.key, entry.value)
			m.moved++
		}
	}
}

// hash spreads a key over 64 bits. A real map mixes in a random seed.
func hash(key uint64) uint64 {
	high, low := bits.Mul64(key^0x9e3779b97f4a7c15, 0xd6e8feb86659fd93)
	high, low = bits.Mul64(high^low, 0xd6e8feb86659fd93)
	return high ^ low
}

func main() {
	const keys = 300_000
	fmt.Println("table limit   tables   directory   most moved by one insert   moved in all, a key")
	for _, limit := range []int{1 << 30, 1 << 10} {
		m := newSwiss(limit)
		most, all := 0, 0
		for k := range uint64(keys) {
			m.put(k, k)
			most, all = max(most, m.moved), all+m.moved
		}
		tables := map[*table]bool{}
		for _, t := range m.directory {
			tables[t] = true
		}
		fmt.Printf("%11d %8d %11d %26d %21.2f\n", limit, len(tables), len(m.directory), most, float64(all)/keys)
	}
}
