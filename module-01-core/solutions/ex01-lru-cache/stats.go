package lru

// Stats counts what a cache has done since New. At any moment
//
//	Puts = Len + Evictions + Expirations + Removals + Replacements
type Stats struct {
	Hits         uint64 // calls of Get and GetOrLoad that found their key
	Misses       uint64 // calls of Get and GetOrLoad that did not
	Puts         uint64 // values stored by Put, PutTTL or a load
	Evictions    uint64 // values that left as Evicted
	Expirations  uint64 // values that left as Expired
	Removals     uint64 // values that left as Removed or Purged
	Replacements uint64 // values that left as Replaced
	Loads        uint64 // load functions started by GetOrLoad
}

// Stats returns the counts up to now.
//
//course:stage 6
func (c *Cache[K, V]) Stats() Stats {
	return c.stats
}

func (s *Stats) count(why Reason) {
	switch why {
	case Evicted:
		s.Evictions++
	case Expired:
		s.Expirations++
	case Removed, Purged:
		s.Removals++
	case Replaced:
		s.Replacements++
	}
}
