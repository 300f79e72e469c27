package lru

import "fmt"

// Reason says why a value left the cache.
type Reason int

// A value whose lifetime is over leaves as Expired, whatever made it leave.
const (
	Evicted  Reason = iota + 1 // it was used least recently, and room was needed
	Expired                    // its lifetime was over
	Removed                    // Remove was called for its key
	Replaced                   // a newer value was put under its key, kept or too costly to keep
	Purged                     // Purge was called
)

// String returns the reason in lower case: "evicted".
//
//course:stage 6
func (r Reason) String() string {
	switch r {
	case Evicted:
		return "evicted"
	case Expired:
		return "expired"
	case Removed:
		return "removed"
	case Replaced:
		return "replaced"
	case Purged:
		return "purged"
	}
	return fmt.Sprintf("Reason(%d)", int(r))
}

// A departure is a value that has left, as OnEvict will be told.
type departure[K comparable, V any] struct {
	key   K
	value V
	why   Reason
}

// note counts a departure and, if there is somebody to tell, keeps it until the
// change under way is complete.
func (c *Cache[K, V]) note(it *item[K, V], why Reason) {
	c.stats.count(why)
	if c.options.OnEvict != nil {
		c.left = append(c.left, departure[K, V]{it.key, it.value, why})
	}
}

// report ends every method that may remove something.
func (c *Cache[K, V]) report() {
	c.tell(c.takeLeft())
}

// takeLeft takes over the departures that are yet to be reported. The caller
// must pass them to tell.
func (c *Cache[K, V]) takeLeft() []departure[K, V] {
	left := c.left
	c.left = nil
	return left
}

// tell reports departures in their order. The cache is complete without it, so
// that OnEvict may call any method, and the departures of such a call are
// reported within it. When OnEvict panics or ends its goroutine, the rest is
// reported before that goes on.
func (c *Cache[K, V]) tell(left []departure[K, V]) {
	if len(left) == 0 {
		return
	}
	told := 0
	defer func() { c.tell(left[told:]) }()
	for told < len(left) {
		d := left[told]
		told++
		c.options.OnEvict(d.key, d.value, d.why)
	}
}
