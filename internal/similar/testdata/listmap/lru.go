// Package lru keeps its entries in a container/list.
package lru

import (
	"container/list"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"time"
)

var (
	ErrCapacity  = errors.New("capacity too small")
	ErrTTL       = errors.New("negative lifetime")
	ErrKey       = errors.New("key differs from itself")
	ErrCost      = errors.New("negative cost")
	ErrTooCostly = errors.New("cost above capacity")
	ErrLoader    = errors.New("no loader")
	ErrGoexit    = errors.New("loader called Goexit")
	ErrRecursive = errors.New("loader loads its own key")
)

type PanicError struct {
	Value any
	Stack []byte
}

func (p *PanicError) Error() string { return fmt.Sprint("panic in loader: ", p.Value) }

func (p *PanicError) Unwrap() error {
	if err, ok := p.Value.(error); ok {
		return err
	}
	return nil
}

type Reason int

const (
	Evicted Reason = iota + 1
	Expired
	Removed
	Replaced
	Purged
)

var reasonNames = [...]string{"", "evicted", "expired", "removed", "replaced", "purged"}

func (r Reason) String() string {
	if r > 0 && int(r) < len(reasonNames) {
		return reasonNames[r]
	}
	return "Reason(" + strconv.Itoa(int(r)) + ")"
}

type Stats struct {
	Hits, Misses, Puts, Evictions, Expirations, Removals, Replacements, Loads uint64
}

type Options[K comparable, V any] struct {
	Capacity int64
	Cost     func(key K, value V) int64
	TTL      time.Duration
	Now      func() time.Time
	OnEvict  func(key K, value V, why Reason)
}

type node[K comparable, V any] struct {
	k       K
	v       V
	weight  int64
	dies    time.Time
	forever bool
	gone    bool
}

type event[K comparable, V any] struct {
	n   node[K, V]
	why Reason
}

// Cache is a map to the elements of a list, the newest at its front.
type Cache[K comparable, V any] struct {
	opt     Options[K, V]
	limit   int64
	used    int64
	ll      *list.List
	index   map[K]*list.Element
	numbers Stats
	pending []event[K, V]
}

func New[K comparable, V any](options Options[K, V]) (*Cache[K, V], error) {
	if options.Capacity <= 0 {
		return nil, ErrCapacity
	}
	if options.TTL < 0 {
		return nil, ErrTTL
	}
	return &Cache[K, V]{opt: options, limit: options.Capacity, ll: list.New(), index: map[K]*list.Element{}}, nil
}

func (c *Cache[K, V]) clock() time.Time {
	if c.opt.Now != nil {
		return c.opt.Now()
	}
	return time.Now()
}

func (c *Cache[K, V]) weigh(key K, value V) (int64, error) {
	if c.opt.Cost == nil {
		return 1, nil
	}
	if w := c.opt.Cost(key, value); w >= 0 {
		return w, nil
	} else {
		return 0, fmt.Errorf("%w: %d", ErrCost, w)
	}
}

func dead[K comparable, V any](n *node[K, V], t time.Time) bool {
	return !n.forever && !t.Before(n.dies)
}

func (c *Cache[K, V]) Put(key K, value V) error { return c.PutTTL(key, value, c.opt.TTL) }

func (c *Cache[K, V]) PutTTL(key K, value V, ttl time.Duration) error {
	n, t, err := c.makeNode(key, value, ttl)
	if err == nil {
		err = c.insert(n, t)
		fire(c.opt.OnEvict, c.drain())
	}
	return err
}

func (c *Cache[K, V]) makeNode(key K, value V, ttl time.Duration) (*node[K, V], time.Time, error) {
	var t time.Time
	if key != key {
		return nil, t, ErrKey
	} else if ttl < 0 {
		return nil, t, ErrTTL
	}
	w, err := c.weigh(key, value)
	if err != nil {
		return nil, t, err
	}
	t = c.clock()
	n := &node[K, V]{k: key, v: value, weight: w, dies: t.Add(ttl), forever: ttl == 0}
	if n.dies.Before(t) {
		n.forever = true
	}
	return n, t, nil
}

func (c *Cache[K, V]) insert(n *node[K, V], t time.Time) error {
	if el := c.index[n.k]; el != nil {
		c.discard(el, Replaced, t)
	}
	if n.weight > c.limit {
		return ErrTooCostly
	}
	c.shrink(c.limit-n.weight, t)
	c.index[n.k] = c.ll.PushFront(n)
	c.used += n.weight
	c.numbers.Puts++
	return nil
}

func (c *Cache[K, V]) shrink(to int64, t time.Time) (n int) {
	for ; c.used > to; n++ {
		c.discard(c.ll.Back(), Evicted, t)
	}
	return n
}

func (c *Cache[K, V]) discard(el *list.Element, why Reason, t time.Time) {
	n := c.ll.Remove(el).(*node[K, V])
	n.gone = true
	if dead(n, t) {
		why = Expired
	}
	delete(c.index, n.k)
	c.used -= n.weight
	counters := map[Reason]*uint64{
		Evicted: &c.numbers.Evictions, Expired: &c.numbers.Expirations, Replaced: &c.numbers.Replacements,
		Removed: &c.numbers.Removals, Purged: &c.numbers.Removals,
	}
	*counters[why]++
	if c.opt.OnEvict != nil {
		c.pending = append(c.pending, event[K, V]{*n, why})
	}
}

func (c *Cache[K, V]) drain() []event[K, V] {
	defer func() { c.pending = nil }()
	return c.pending
}

func fire[K comparable, V any](f func(K, V, Reason), events []event[K, V]) {
	if len(events) > 0 {
		defer fire(f, events[1:])
		f(events[0].n.k, events[0].n.v, events[0].why)
	}
}

func (c *Cache[K, V]) Get(key K) (value V, ok bool) {
	value, ok = c.lookup(key, c.clock())
	fire(c.opt.OnEvict, c.drain())
	return
}

func (c *Cache[K, V]) lookup(key K, t time.Time) (value V, ok bool) {
	el, ok := c.index[key]
	if ok {
		if n := el.Value.(*node[K, V]); dead(n, t) {
			c.discard(el, Expired, t)
			ok = false
		} else {
			c.ll.MoveToFront(el)
			value = n.v
		}
	}
	if ok {
		c.numbers.Hits++
	} else {
		c.numbers.Misses++
	}
	return value, ok
}

func (c *Cache[K, V]) Peek(key K) (value V, ok bool) { return c.glance(key, c.clock()) }

func (c *Cache[K, V]) glance(key K, t time.Time) (value V, ok bool) {
	if el, here := c.index[key]; here {
		if n := el.Value.(*node[K, V]); !dead(n, t) {
			return n.v, true
		}
	}
	return
}

func (c *Cache[K, V]) Contains(key K) bool {
	_, ok := c.Peek(key)
	return ok
}

func (c *Cache[K, V]) Remove(key K) bool {
	ok := c.erase(key, c.clock())
	fire(c.opt.OnEvict, c.drain())
	return ok
}

func (c *Cache[K, V]) erase(key K, t time.Time) bool {
	_, alive := c.glance(key, t)
	if el := c.index[key]; el != nil {
		c.discard(el, Removed, t)
	}
	return alive
}

func (c *Cache[K, V]) Purge() {
	c.sweep(c.clock(), Purged, func(*node[K, V]) bool { return true })
	fire(c.opt.OnEvict, c.drain())
}

func (c *Cache[K, V]) RemoveExpired() int {
	t := c.clock()
	n := c.sweep(t, Expired, func(n *node[K, V]) bool { return dead(n, t) })
	fire(c.opt.OnEvict, c.drain())
	return n
}

func (c *Cache[K, V]) sweep(t time.Time, why Reason, which func(*node[K, V]) bool) (count int) {
	var previous *list.Element
	for el := c.ll.Back(); el != nil; el = previous {
		previous = el.Prev()
		if which(el.Value.(*node[K, V])) {
			c.discard(el, why, t)
			count++
		}
	}
	return count
}

func (c *Cache[K, V]) Len() int        { return c.ll.Len() }
func (c *Cache[K, V]) Cost() int64     { return c.used }
func (c *Cache[K, V]) Capacity() int64 { return c.limit }
func (c *Cache[K, V]) Stats() Stats    { return c.numbers }

func (c *Cache[K, V]) Resize(capacity int64) (evicted int, err error) {
	if capacity <= 0 {
		return 0, ErrCapacity
	}
	c.limit = capacity
	evicted = c.shrink(capacity, c.clock())
	fire(c.opt.OnEvict, c.drain())
	return evicted, nil
}

func (c *Cache[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		keys := []K{}
		was := map[K]*list.Element{}
		for el := c.ll.Front(); el != nil; el = el.Next() {
			k := el.Value.(*node[K, V]).k
			keys, was[k] = append(keys, k), el
		}
		for _, k := range keys {
			if _, still := c.index[k]; !still {
				continue
			}
			if v, ok := c.glance(k, c.clock()); ok && !yield(k, v) {
				break
			}
		}
	}
}
