package lru

import "iter"

// All ranges over the entries from the one used most recently to the one used
// least recently. It leaves out expired ones and changes nothing.
//
// The body of the loop may change the cache in any way. The loop goes through
// the entries that were held when it began, in the order of that moment, each
// with its present value, and passes over those that have left since. It begins
// with a pass over all entries and 8 bytes of memory for each, however early it
// ends.
//
//course:stage 4
func (c *Cache[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, e := range c.newestFirst() {
			if !e.linked() || e.expired(c.age()) {
				continue
			}
			if !yield(e.key, e.value) {
				return
			}
		}
	}
}

func (c *Cache[K, V]) newestFirst() []*entry[K, V] {
	entries := make([]*entry[K, V], 0, len(c.entries))
	for e := c.order.newest(); e != nil; e = c.order.after(e) {
		entries = append(entries, e)
	}
	return entries
}
