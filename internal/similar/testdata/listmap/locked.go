package lru

import (
	"context"
	"fmt"
	"iter"
	"runtime/debug"
	"sync"
	"time"
)

// Locked runs everything through one function that holds the lock.
type Locked[K comparable, V any] struct {
	m     sync.Mutex
	c     *Cache[K, V]
	calls map[K]*call[V]
}

type call[V any] struct {
	wanted int
	stop   context.CancelFunc
	ready  chan struct{}
	v      V
	err    error
}

func NewLocked[K comparable, V any](options Options[K, V]) (*Locked[K, V], error) {
	c, err := New(options)
	if err != nil {
		return nil, err
	}
	return &Locked[K, V]{c: c, calls: map[K]*call[V]{}}, nil
}

func (l *Locked[K, V]) with(f func(c *Cache[K, V])) {
	var events []event[K, V]
	func() {
		l.m.Lock()
		defer l.m.Unlock()
		f(l.c)
		events = l.c.drain()
	}()
	fire(l.c.opt.OnEvict, events)
}

func (l *Locked[K, V]) Put(key K, value V) error { return l.PutTTL(key, value, l.c.opt.TTL) }

func (l *Locked[K, V]) PutTTL(key K, value V, ttl time.Duration) error {
	n, t, err := l.c.makeNode(key, value, ttl)
	if err != nil {
		return err
	}
	l.with(func(c *Cache[K, V]) {
		delete(l.calls, key)
		err = c.insert(n, t)
	})
	return err
}

func (l *Locked[K, V]) Get(key K) (value V, ok bool) {
	t := l.c.clock()
	l.with(func(c *Cache[K, V]) { value, ok = c.lookup(key, t) })
	return
}

func (l *Locked[K, V]) Peek(key K) (value V, ok bool) {
	t := l.c.clock()
	l.with(func(c *Cache[K, V]) { value, ok = c.glance(key, t) })
	return
}

func (l *Locked[K, V]) Contains(key K) (ok bool) {
	_, ok = l.Peek(key)
	return
}

func (l *Locked[K, V]) Remove(key K) (ok bool) {
	t := l.c.clock()
	l.with(func(c *Cache[K, V]) {
		delete(l.calls, key)
		ok = c.erase(key, t)
	})
	return
}

func (l *Locked[K, V]) Purge() {
	t := l.c.clock()
	l.with(func(c *Cache[K, V]) {
		l.calls = map[K]*call[V]{}
		c.sweep(t, Purged, func(*node[K, V]) bool { return true })
	})
}

func (l *Locked[K, V]) RemoveExpired() (n int) {
	t := l.c.clock()
	l.with(func(c *Cache[K, V]) {
		n = c.sweep(t, Expired, func(n *node[K, V]) bool { return dead(n, t) })
	})
	return
}

func (l *Locked[K, V]) Resize(capacity int64) (evicted int, err error) {
	if capacity <= 0 {
		return 0, ErrCapacity
	}
	t := l.c.clock()
	l.with(func(c *Cache[K, V]) {
		c.limit = capacity
		evicted = c.shrink(capacity, t)
	})
	return
}

func (l *Locked[K, V]) Len() (n int) {
	l.with(func(c *Cache[K, V]) { n = c.Len() })
	return
}

func (l *Locked[K, V]) Cost() (n int64) {
	l.with(func(c *Cache[K, V]) { n = c.used })
	return
}

func (l *Locked[K, V]) Capacity() (n int64) {
	l.with(func(c *Cache[K, V]) { n = c.limit })
	return
}

func (l *Locked[K, V]) Stats() (s Stats) {
	l.with(func(c *Cache[K, V]) { s = c.numbers })
	return
}

func (l *Locked[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		var nodes []node[K, V]
		t := l.c.clock()
		l.with(func(c *Cache[K, V]) {
			for el := c.ll.Front(); el != nil; el = el.Next() {
				nodes = append(nodes, *el.Value.(*node[K, V]))
			}
		})
		for i := range nodes {
			if n := &nodes[i]; !dead(n, t) && !yield(n.k, n.v) {
				return
			}
		}
	}
}

type loadKey[K comparable, V any] struct {
	l *Locked[K, V]
	k K
}

func (l *Locked[K, V]) GetOrLoad(ctx context.Context, key K, load func(context.Context) (V, error)) (result V, err error) {
	switch {
	case load == nil:
		return result, ErrLoader
	case key != key:
		return result, ErrKey
	}
	var w *call[V]
	found := false
	t := l.c.clock()
	l.with(func(c *Cache[K, V]) {
		if result, found = c.lookup(key, t); found {
			return
		}
		if err = ctx.Err(); err != nil {
			return
		}
		if ctx.Value(loadKey[K, V]{l, key}) != nil {
			err = ErrRecursive
			return
		}
		if w = l.calls[key]; w == nil {
			w = &call[V]{ready: make(chan struct{})}
			inner, stop := context.WithCancel(context.WithValue(context.WithoutCancel(ctx), loadKey[K, V]{l, key}, l))
			w.stop = stop
			l.calls[key] = w
			c.numbers.Loads++
			go l.fetch(inner, key, w, load)
		}
		w.wanted++
	})
	if found || err != nil {
		return result, err
	}
	defer l.abandon(key, w)
	select {
	case <-ctx.Done():
		return result, ctx.Err()
	case <-w.ready:
		return w.v, w.err
	}
}

func (l *Locked[K, V]) abandon(key K, w *call[V]) {
	l.m.Lock()
	defer l.m.Unlock()
	if w.wanted--; w.wanted == 0 {
		w.stop()
		if l.calls[key] == w {
			delete(l.calls, key)
		}
	}
}

func (l *Locked[K, V]) fetch(ctx context.Context, key K, w *call[V], load func(context.Context) (V, error)) {
	normal := false
	defer func() {
		if !normal {
			if p := recover(); p != nil {
				w.err = &PanicError{p, debug.Stack()}
			} else {
				w.err = ErrGoexit
			}
		}
		l.m.Lock()
		if l.calls[key] == w {
			delete(l.calls, key)
		}
		l.m.Unlock()
		close(w.ready)
		w.stop()
	}()
	v, err := load(ctx)
	if err == nil {
		err = l.keep(key, v, w)
	}
	if w.err = err; err == nil {
		w.v = v
	}
	normal = true
}

func (l *Locked[K, V]) keep(key K, v V, w *call[V]) error {
	n, t, err := l.c.makeNode(key, v, l.c.opt.TTL)
	if err != nil {
		return fmt.Errorf("storing what was loaded: %w", err)
	}
	l.with(func(c *Cache[K, V]) {
		if l.calls[key] == w {
			delete(l.calls, key)
			_ = c.insert(n, t) // too costly: not kept, and returned all the same
		}
	})
	return nil
}
