// Package lru keeps no list: a use appends to a log, and what is oldest is found
// by reading the log from its start.
package lru

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

type Reason int

const (
	Evicted Reason = iota + 1
	Expired
	Removed
	Replaced
	Purged
)

func (r Reason) String() string {
	words := []string{"evicted", "expired", "removed", "replaced", "purged"}
	if i := int(r) - 1; i >= 0 && i < len(words) {
		return words[i]
	}
	return fmt.Sprintf("Reason(%d)", r)
}

type Options[K comparable, V any] struct {
	Capacity int64
	Cost     func(key K, value V) int64
	TTL      time.Duration
	Now      func() time.Time
	OnEvict  func(key K, value V, why Reason)
}

type Stats struct {
	Hits, Misses, Puts uint64
	Evictions          uint64
	Expirations        uint64
	Removals           uint64
	Replacements       uint64
	Loads              uint64
}

var ErrCapacity = errors.New("lru: bad capacity")
var ErrTTL = errors.New("lru: bad lifetime")
var ErrKey = errors.New("lru: bad key")
var ErrCost = errors.New("lru: bad cost")
var ErrTooCostly = errors.New("lru: too costly")
var ErrLoader = errors.New("lru: bad loader")
var ErrGoexit = errors.New("lru: loader exited")
var ErrRecursive = errors.New("lru: recursive load")

type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string {
	return "lru: loader panicked: " + fmt.Sprint(e.Value)
}

func (e *PanicError) Unwrap() error {
	err, isError := e.Value.(error)
	if !isError {
		return nil
	}
	return err
}

type record[V any] struct {
	value V
	price int64
	end   *time.Time
	used  uint64
}

func (r record[V]) over(at time.Time) bool {
	return r.end != nil && !r.end.After(at)
}

type use[K comparable] struct {
	key   K
	stamp uint64
}

type obituary[K comparable, V any] struct {
	key   K
	value V
	why   Reason
}

// Cache holds records by key. A use in the log counts if the record still has
// its stamp.
type Cache[K comparable, V any] struct {
	o       Options[K, V]
	records map[K]record[V]
	log     []use[K]
	stamp   uint64
	spent   int64
	stats   Stats
	dead    []obituary[K, V]
}

func New[K comparable, V any](options Options[K, V]) (*Cache[K, V], error) {
	if err := valid(options.Capacity, options.TTL); err != nil {
		return nil, err
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.OnEvict == nil {
		options.OnEvict = func(K, V, Reason) {}
	}
	if options.Cost == nil {
		options.Cost = func(K, V) int64 { return 1 }
	}
	return &Cache[K, V]{o: options, records: make(map[K]record[V])}, nil
}

func valid(capacity int64, ttl time.Duration) error {
	if capacity < 1 {
		return ErrCapacity
	} else if ttl < 0 {
		return ErrTTL
	}
	return nil
}

func (c *Cache[K, V]) touch(key K, r record[V]) {
	c.stamp++
	r.used = c.stamp
	c.records[key] = r
	c.log = append(c.log, use[K]{key, c.stamp})
	if len(c.log) > 2*len(c.records)+16 {
		c.log = slices.DeleteFunc(c.log, func(u use[K]) bool { return c.records[u.key].used != u.stamp })
	}
}

func (c *Cache[K, V]) oldest() (key K) {
	for {
		u := c.log[0]
		if c.records[u.key].used == u.stamp {
			return u.key
		}
		c.log = c.log[1:]
	}
}

func (c *Cache[K, V]) bury(key K, why Reason, at time.Time) {
	r := c.records[key]
	if r.over(at) {
		why = Expired
	}
	delete(c.records, key)
	c.spent -= r.price
	switch why {
	case Evicted:
		c.stats.Evictions += 1
	case Replaced:
		c.stats.Replacements += 1
	case Expired:
		c.stats.Expirations += 1
	default:
		c.stats.Removals += 1
	}
	c.dead = append(c.dead, obituary[K, V]{key, r.value, why})
}

func (c *Cache[K, V]) mourn(dead *[]obituary[K, V]) {
	for len(*dead) > 0 {
		next := (*dead)[0]
		*dead = (*dead)[1:]
		defer c.mourn(dead)
		c.o.OnEvict(next.key, next.value, next.why)
	}
}

// do runs a change, and the callbacks after it.
func (c *Cache[K, V]) do(change func(at time.Time)) {
	at := c.o.Now()
	change(at)
	dead := c.dead
	c.dead = nil
	c.mourn(&dead)
}

func (c *Cache[K, V]) Put(key K, value V) error {
	return c.PutTTL(key, value, c.o.TTL)
}

func (c *Cache[K, V]) PutTTL(key K, value V, ttl time.Duration) (err error) {
	price, err := c.appraise(key, value, ttl)
	if err != nil {
		return err
	}
	c.do(func(at time.Time) { err = c.store(key, value, price, ttl, at) })
	return err
}

func (c *Cache[K, V]) appraise(key K, value V, ttl time.Duration) (int64, error) {
	if !isSelf(key) {
		return 0, ErrKey
	}
	if err := valid(1, ttl); err != nil {
		return 0, err
	}
	price := c.o.Cost(key, value)
	if price < 0 {
		return 0, ErrCost
	}
	return price, nil
}

func (c *Cache[K, V]) store(key K, value V, price int64, ttl time.Duration, at time.Time) error {
	if _, old := c.records[key]; old {
		c.bury(key, Replaced, at)
	}
	if price > c.o.Capacity {
		return ErrTooCostly
	}
	c.squeeze(price, at)
	r := record[V]{value: value, price: price}
	if ttl > 0 {
		if end := at.Add(ttl); end.After(at) {
			r.end = &end
		}
	}
	c.touch(key, r)
	c.spent += price
	c.stats.Puts += 1
	return nil
}

func (c *Cache[K, V]) squeeze(extra int64, at time.Time) (n int) {
	for c.o.Capacity-extra < c.spent {
		c.bury(c.oldest(), Evicted, at)
		n++
	}
	return
}

func (c *Cache[K, V]) Get(key K) (value V, ok bool) {
	c.do(func(at time.Time) { value, ok = c.read(key, at) })
	return value, ok
}

func (c *Cache[K, V]) read(key K, at time.Time) (value V, ok bool) {
	r, ok := c.records[key]
	switch {
	case !ok:
	case r.over(at):
		c.bury(key, Expired, at)
		ok = false
	default:
		c.touch(key, r)
		c.stats.Hits += 1
		return r.value, true
	}
	c.stats.Misses += 1
	return
}

func (c *Cache[K, V]) Peek(key K) (value V, ok bool) {
	r, ok := c.records[key]
	if ok && r.over(c.o.Now()) {
		return value, false
	}
	return r.value, ok
}

func (c *Cache[K, V]) Contains(key K) bool {
	r, ok := c.records[key]
	return ok && !r.over(c.o.Now())
}

func (c *Cache[K, V]) Remove(key K) (ok bool) {
	c.do(func(at time.Time) { ok = c.take(key, at) })
	return ok
}

func (c *Cache[K, V]) take(key K, at time.Time) bool {
	r, ok := c.records[key]
	if ok {
		c.bury(key, Removed, at)
	}
	return ok && !r.over(at)
}

func (c *Cache[K, V]) Purge() {
	c.do(func(at time.Time) { c.buryAll(c.byAge(), Purged, at) })
}

func (c *Cache[K, V]) buryAll(keys []K, why Reason, at time.Time) {
	for _, key := range keys {
		c.bury(key, why, at)
	}
}

// byAge sorts the keys by their last use, the oldest first.
func (c *Cache[K, V]) byAge() []K {
	keys := make([]K, 0, len(c.records))
	for key := range c.records {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b K) int { return cmp.Compare(c.records[a].used, c.records[b].used) })
	return keys
}

func (c *Cache[K, V]) RemoveExpired() (n int) {
	c.do(func(at time.Time) { n = c.reap(at) })
	return n
}

func (c *Cache[K, V]) reap(at time.Time) int {
	ripe := slices.DeleteFunc(c.byAge(), func(key K) bool { return !c.records[key].over(at) })
	c.buryAll(ripe, Expired, at)
	return len(ripe)
}

func (c *Cache[K, V]) Len() int {
	return len(c.records)
}

func (c *Cache[K, V]) Cost() int64 {
	return c.spent
}

func (c *Cache[K, V]) Capacity() int64 {
	return c.o.Capacity
}

func (c *Cache[K, V]) Stats() Stats {
	return c.stats
}

func (c *Cache[K, V]) Resize(capacity int64) (evicted int, err error) {
	if err = valid(capacity, 0); err == nil {
		c.do(func(at time.Time) {
			c.o.Capacity = capacity
			evicted = c.squeeze(0, at)
		})
	}
	return evicted, err
}

func (c *Cache[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		keys := c.byAge()
		slices.Reverse(keys)
		for _, key := range keys {
			if value, ok := c.Peek(key); ok {
				if !yield(key, value) {
					return
				}
			}
		}
	}
}

func isSelf[K comparable](key K) bool {
	return any(key) == any(key)
}

// Locked guards a Cache by a channel that holds one token.
type Locked[K comparable, V any] struct {
	cache *Cache[K, V]
	token chan struct{}
	loads sync.Map // K to *pending[V]
}

func NewLocked[K comparable, V any](options Options[K, V]) (*Locked[K, V], error) {
	cache, err := New(options)
	if cache == nil {
		return nil, err
	}
	return &Locked[K, V]{cache: cache, token: make(chan struct{}, 1)}, nil
}

func (l *Locked[K, V]) do(change func(c *Cache[K, V], at time.Time)) {
	at := l.cache.o.Now()
	var dead []obituary[K, V]
	l.alone(func(c *Cache[K, V]) {
		change(c, at)
		dead, c.dead = c.dead, nil
	})
	l.cache.mourn(&dead)
}

func (l *Locked[K, V]) alone(f func(c *Cache[K, V])) {
	l.token <- struct{}{}
	defer func() { <-l.token }()
	f(l.cache)
}

func (l *Locked[K, V]) Put(key K, value V) error {
	return l.PutTTL(key, value, l.cache.o.TTL)
}

func (l *Locked[K, V]) PutTTL(key K, value V, ttl time.Duration) error {
	price, err := l.cache.appraise(key, value, ttl)
	if err == nil {
		l.do(func(c *Cache[K, V], at time.Time) {
			l.loads.Delete(key)
			err = c.store(key, value, price, ttl, at)
		})
	}
	return err
}

func (l *Locked[K, V]) Get(key K) (value V, ok bool) {
	l.do(func(c *Cache[K, V], at time.Time) { value, ok = c.read(key, at) })
	return
}

func (l *Locked[K, V]) Peek(key K) (value V, ok bool) {
	l.do(func(c *Cache[K, V], at time.Time) {
		if r, found := c.records[key]; found && !r.over(at) {
			value, ok = r.value, true
		}
	})
	return
}

func (l *Locked[K, V]) Contains(key K) bool {
	_, ok := l.Peek(key)
	return ok
}

func (l *Locked[K, V]) Remove(key K) (ok bool) {
	l.do(func(c *Cache[K, V], at time.Time) {
		l.loads.Delete(key)
		ok = c.take(key, at)
	})
	return
}

func (l *Locked[K, V]) Purge() {
	l.do(func(c *Cache[K, V], at time.Time) {
		l.loads.Clear()
		c.buryAll(c.byAge(), Purged, at)
	})
}

func (l *Locked[K, V]) RemoveExpired() (n int) {
	l.do(func(c *Cache[K, V], at time.Time) { n = c.reap(at) })
	return
}

func (l *Locked[K, V]) Resize(capacity int64) (evicted int, err error) {
	if err := valid(capacity, 0); err != nil {
		return 0, err
	}
	l.do(func(c *Cache[K, V], at time.Time) {
		c.o.Capacity = capacity
		evicted = c.squeeze(0, at)
	})
	return evicted, nil
}

func (l *Locked[K, V]) Len() (n int) {
	l.alone(func(c *Cache[K, V]) { n = c.Len() })
	return
}

func (l *Locked[K, V]) Cost() (n int64) {
	l.alone(func(c *Cache[K, V]) { n = c.Cost() })
	return
}

func (l *Locked[K, V]) Capacity() (n int64) {
	l.alone(func(c *Cache[K, V]) { n = c.Capacity() })
	return
}

func (l *Locked[K, V]) Stats() (s Stats) {
	l.alone(func(c *Cache[K, V]) { s = c.Stats() })
	return
}

func (l *Locked[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		var found []obituary[K, V]
		l.do(func(c *Cache[K, V], at time.Time) {
			for _, key := range c.byAge() {
				if r := c.records[key]; !r.over(at) {
					found = append(found, obituary[K, V]{key: key, value: r.value})
				}
			}
		})
		for _, f := range slices.Backward(found) {
			if !yield(f.key, f.value) {
				return
			}
		}
	}
}

type pending[V any] struct {
	readers int
	context context.Context
	cancel  context.CancelCauseFunc
	value   V
	err     error
	closed  chan bool
}

type mark[K comparable, V any] struct {
	cache *Cache[K, V]
	key   K
}

func (l *Locked[K, V]) GetOrLoad(ctx context.Context, key K, load func(context.Context) (V, error)) (value V, err error) {
	if load == nil {
		return value, ErrLoader
	}
	if !isSelf(key) {
		return value, ErrKey
	}
	recursive := ctx.Value(mark[K, V]{l.cache, key}) == true
	var p *pending[V]
	l.do(func(c *Cache[K, V], at time.Time) {
		var hit bool
		value, hit = c.read(key, at)
		err = ctx.Err()
		if hit {
			err = nil
		} else if err == nil && recursive {
			err = ErrRecursive
		} else if err == nil {
			p = l.board(ctx, key, load)
		}
	})
	if p == nil {
		return value, err
	}
	defer l.alight(key, p)
	select {
	case <-p.closed:
		return p.value, p.err
	case <-ctx.Done():
		return value, ctx.Err()
	}
}

func (l *Locked[K, V]) board(ctx context.Context, key K, load func(context.Context) (V, error)) *pending[V] {
	if p, ok := l.loads.Load(key); ok {
		p.(*pending[V]).readers++
		return p.(*pending[V])
	}
	p := &pending[V]{readers: 1, closed: make(chan bool)}
	p.context = context.WithValue(context.WithoutCancel(ctx), mark[K, V]{l.cache, key}, true)
	p.context, p.cancel = context.WithCancelCause(p.context)
	l.loads.Store(key, p)
	l.cache.stats.Loads += 1
	go l.travel(key, p, load)
	return p
}

func (l *Locked[K, V]) alight(key K, p *pending[V]) {
	l.alone(func(*Cache[K, V]) {
		p.readers--
		if p.readers == 0 {
			l.loads.CompareAndDelete(key, p)
			p.cancel(nil)
		}
	})
}

func (l *Locked[K, V]) travel(key K, p *pending[V], load func(context.Context) (V, error)) {
	p.err = ErrGoexit
	defer func() {
		if r := recover(); r != nil {
			p.err = &PanicError{Value: r, Stack: debug.Stack()}
		}
		l.loads.CompareAndDelete(key, p)
		p.cancel(nil)
		close(p.closed)
	}()
	value, err := load(p.context)
	var price int64
	if err == nil {
		price, err = l.cache.appraise(key, value, l.cache.o.TTL)
	}
	if err != nil {
		p.err = err
		return
	}
	l.do(func(c *Cache[K, V], at time.Time) {
		if l.loads.CompareAndDelete(key, p) {
			if err := c.store(key, value, price, c.o.TTL, at); errors.Is(err, ErrTooCostly) {
				return
			}
		}
	})
	p.value, p.err = value, nil
}
