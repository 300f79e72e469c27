package fast

// The order of use is a list through the entries, linked by their numbers. It has
// no root, unlike that of the clear cache: its two ends stand in the table, near
// the lock, where they are at hand without a look at one more entry.

// push makes entry n, which is not in the list, the newest.
func (t *table[K, V]) push(n uint32) {
	entries, was := t.entries, t.newest
	e := &entries[n-1]
	e.newer, e.older = none, was
	t.newest = n
	if was == none {
		t.oldest = n
	} else {
		entries[was-1].newer = n
	}
}

// unlink takes entry n out of the list.
func (t *table[K, V]) unlink(n uint32) {
	entries := t.entries
	newer, older := entries[n-1].newer, entries[n-1].older
	if newer == none {
		t.newest = older
	} else {
		entries[newer-1].older = older
	}
	if older == none {
		t.oldest = newer
	} else {
		entries[older-1].newer = newer
	}
}

// use makes entry n, which is in the list, the newest. Where it is that already,
// which is often so with keys that are asked for often, nothing is written.
func (t *table[K, V]) use(n uint32) {
	if n != t.newest {
		t.moveUp(n)
	}
}

// moveUp is unlink and push of an entry that is not the newest: of the four ends
// that they look at, one is left.
func (t *table[K, V]) moveUp(n uint32) {
	entries, was := t.entries, t.newest
	e := &entries[n-1]
	newer, older := e.newer, e.older
	e.newer, e.older = none, was
	entries[newer-1].older = older
	if older == none {
		t.oldest = newer
	} else {
		entries[older-1].newer = newer
	}
	entries[was-1].newer = n
	t.newest = n
}
