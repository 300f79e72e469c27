package fast

import "systems.course/lru"

// A departure is a value that has left, as OnEvict will be told.
type departure[K comparable, V any] struct {
	key   K
	value V
	why   lru.Reason
}

// note counts the departure of the value of entry n and, if there is somebody to
// tell, keeps it until the lock is given back.
func (s *shard[K, V]) note(n uint32, why lru.Reason) {
	switch why {
	case lru.Evicted:
		s.stats.Evictions++
	case lru.Expired:
		s.stats.Expirations++
	case lru.Removed, lru.Purged:
		s.stats.Removals++
	case lru.Replaced:
		s.stats.Replacements++
	}
	if s.noting {
		s.left = append(s.left, departure[K, V]{s.table.entries[n-1].key, s.table.entries[n-1].value, why})
	}
}

// takeLeft takes over the departures that are yet to be reported. The caller must
// pass them to tell, once it has unlocked.
func (s *shard[K, V]) takeLeft() []departure[K, V] {
	if s.left == nil {
		return nil
	}
	left := s.left
	s.left = nil
	return left
}

// tell reports departures in their order, without a lock.
func (c *Cache[K, V]) tell(left []departure[K, V]) {
	if len(left) > 0 {
		c.tellAll(left)
	}
}

// tellAll goes on when OnEvict panics or ends its goroutine: the rest is reported
// before that reaches the caller.
func (c *Cache[K, V]) tellAll(left []departure[K, V]) {
	told := 0
	defer func() { c.tell(left[told:]) }()
	for told < len(left) {
		d := left[told]
		told++
		c.onEvict(d.key, d.value, d.why)
	}
}
