package lru

import "time"

// An item is what one Put stores.
type item[K comparable, V any] struct {
	key      K
	value    V
	cost     int64
	deadline time.Duration // age of the cache at which the item expires, or forever
}

// An entry is an item with its place in the order of use. Both links are nil
// while, and only while, it is in no list.
type entry[K comparable, V any] struct {
	item[K, V]
	newer, older *entry[K, V]
}

// A list keeps entries in the order of their use. It is a ring through a root
// that is no entry itself: root.older is the newest entry, root.newer is the
// oldest, and both are the root while the list is empty. So no link within the
// ring is nil, and neither end is a special case.
type list[K comparable, V any] struct {
	root entry[K, V]
}

// init makes l empty. A list must not be used before, nor copied after.
func (l *list[K, V]) init() {
	l.root.newer = &l.root
	l.root.older = &l.root
}

// oldest returns the entry used least recently, or nil.
func (l *list[K, V]) oldest() *entry[K, V] {
	return l.entryOrNil(l.root.newer)
}

// newest returns the entry used most recently, or nil.
func (l *list[K, V]) newest() *entry[K, V] {
	return l.entryOrNil(l.root.older)
}

// after returns the next entry on the way from the newest to the oldest, or nil.
func (l *list[K, V]) after(e *entry[K, V]) *entry[K, V] {
	return l.entryOrNil(e.older)
}

// before returns the next entry on the way from the oldest to the newest, or nil.
func (l *list[K, V]) before(e *entry[K, V]) *entry[K, V] {
	return l.entryOrNil(e.newer)
}

func (l *list[K, V]) entryOrNil(e *entry[K, V]) *entry[K, V] {
	if e == &l.root {
		return nil
	}
	return e
}

// push makes e, which is in no list, the newest entry.
func (l *list[K, V]) push(e *entry[K, V]) {
	e.newer = &l.root
	e.older = l.root.older
	e.newer.older = e
	e.older.newer = e
}

// unlink takes e out of the list.
func (l *list[K, V]) unlink(e *entry[K, V]) {
	e.newer.older = e.older
	e.older.newer = e.newer
	e.newer = nil
	e.older = nil
}

// linked reports whether e is in a list.
func (e *entry[K, V]) linked() bool {
	return e.older != nil
}
