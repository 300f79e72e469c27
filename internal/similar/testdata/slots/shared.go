package lru

import (
	"context"
	"iter"
	"runtime/debug"
	"sync"
	"time"
)

type Locked[K comparable, V any] struct {
	sync.Mutex
	inner Cache[K, V]
	jobs  map[K]*job[K, V]
}

func NewLocked[K comparable, V any](options Options[K, V]) (*Locked[K, V], error) {
	inner, err := New(options)
	if err != nil {
		return nil, err
	}
	l := Locked[K, V]{inner: *inner}
	l.jobs = make(map[K]*job[K, V])
	return &l, nil
}

// done must be deferred after Lock.
func (l *Locked[K, V]) done() {
	calls := l.inner.leaving
	l.inner.leaving = nil
	l.Unlock()
	notify(calls)
}

func (l *Locked[K, V]) Put(key K, value V) error {
	return l.PutTTL(key, value, l.inner.Options.TTL)
}

func (l *Locked[K, V]) PutTTL(key K, value V, ttl time.Duration) error {
	store, err := l.inner.ready(key, value, ttl)
	if err != nil {
		return err
	}
	l.Lock()
	defer l.done()
	l.forget(key)
	return store()
}

func (l *Locked[K, V]) forget(key K) {
	if j := l.jobs[key]; j != nil {
		j.stale = true
		delete(l.jobs, key)
	}
}

func (l *Locked[K, V]) Get(key K) (V, bool) {
	tick := l.inner.ticks()
	l.Lock()
	defer l.done()
	return l.inner.fetch(key, tick)
}

func (l *Locked[K, V]) Peek(key K) (V, bool) {
	tick := l.inner.ticks()
	l.Lock()
	defer l.done()
	i, alive := l.inner.live(key, tick)
	if alive {
		return l.inner.slots[i].value, true
	}
	return *new(V), false
}

func (l *Locked[K, V]) Contains(key K) bool {
	_, alive := l.Peek(key)
	return alive
}

func (l *Locked[K, V]) Remove(key K) bool {
	tick := l.inner.ticks()
	l.Lock()
	defer l.done()
	l.forget(key)
	return l.inner.strike(key, tick)
}

func (l *Locked[K, V]) Purge() {
	tick := l.inner.ticks()
	l.Lock()
	defer l.done()
	for key := range l.jobs {
		l.forget(key)
	}
	l.inner.empty(tick)
}

func (l *Locked[K, V]) RemoveExpired() int {
	tick := l.inner.ticks()
	l.Lock()
	defer l.done()
	return l.inner.expire(tick)
}

func (l *Locked[K, V]) Resize(capacity int64) (evicted int, err error) {
	if capacity < 1 {
		return 0, ErrCapacity
	}
	tick := l.inner.ticks()
	l.Lock()
	defer l.done()
	l.inner.Options.Capacity = capacity
	return l.inner.trim(capacity, tick), nil
}

func (l *Locked[K, V]) Len() int {
	l.Lock()
	defer l.Unlock()
	return l.inner.Len()
}

func (l *Locked[K, V]) Cost() int64 {
	l.Lock()
	defer l.Unlock()
	return l.inner.Cost()
}

func (l *Locked[K, V]) Capacity() int64 {
	l.Lock()
	defer l.Unlock()
	return l.inner.Capacity()
}

func (l *Locked[K, V]) Stats() Stats {
	l.Lock()
	defer l.Unlock()
	return l.inner.Stats()
}

func (l *Locked[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, s := range l.snapshot() {
			if !yield(s.key, s.value) {
				break
			}
		}
	}
}

func (l *Locked[K, V]) snapshot() (all []slot[K, V]) {
	tick := l.inner.ticks()
	l.Lock()
	defer l.Unlock()
	ring := l.inner.slots
	for i := ring[0].next; i != 0; i = ring[i].next {
		if ring[i].until == never || ring[i].until > tick {
			all = append(all, ring[i])
		}
	}
	return all
}

// A job is a load. It is its own context, so that a recursive load finds it.
type job[K comparable, V any] struct {
	context.Context
	end     func()
	over    chan struct{}
	people  int
	stale   bool
	outcome func() (V, error)
}

type jobOf[K comparable, V any] struct {
	owner *Locked[K, V]
	key   K
}

func (l *Locked[K, V]) GetOrLoad(ctx context.Context, key K, load func(context.Context) (V, error)) (V, error) {
	if load == nil {
		return *new(V), ErrLoader
	}
	if key != key {
		return *new(V), ErrKey
	}
	nested := ctx.Value(jobOf[K, V]{l, key})
	tick := l.inner.ticks()
	l.Lock()
	v, ok := l.inner.fetch(key, tick)
	if ok || ctx.Err() != nil || nested != nil {
		l.done()
		if ok {
			return v, nil
		}
		if err := ctx.Err(); err != nil {
			return v, err
		}
		return v, ErrRecursive
	}
	j := l.jobs[key]
	if j == nil {
		j = l.startJob(ctx, key, load)
	}
	j.people++
	defer l.quit(key, j)
	l.done()
	select {
	case <-j.over:
		return j.outcome()
	case <-ctx.Done():
		return v, ctx.Err()
	}
}

func (l *Locked[K, V]) startJob(ctx context.Context, key K, load func(context.Context) (V, error)) *job[K, V] {
	j := &job[K, V]{over: make(chan struct{})}
	base := context.WithValue(context.WithoutCancel(ctx), jobOf[K, V]{l, key}, j)
	j.Context, j.end = context.WithCancel(base)
	j.outcome = func() (V, error) { return *new(V), ErrGoexit }
	l.jobs[key] = j
	l.inner.loads++
	go func() {
		defer j.end()
		defer close(j.over)
		defer l.settle(key, j)
		l.work(key, j, load)
	}()
	return j
}

func (l *Locked[K, V]) settle(key K, j *job[K, V]) {
	if p := recover(); p != nil {
		trace := debug.Stack()
		j.outcome = func() (V, error) { return *new(V), &PanicError{p, trace} }
	}
	l.Lock()
	if !j.stale {
		l.forget(key)
	}
	l.Unlock()
}

func (l *Locked[K, V]) work(key K, j *job[K, V], load func(context.Context) (V, error)) {
	v, err := load(j.Context)
	if err != nil {
		j.outcome = func() (V, error) { return *new(V), err }
		return
	}
	store, err := l.inner.ready(key, v, l.inner.Options.TTL)
	if err != nil {
		j.outcome = func() (V, error) { return *new(V), err }
		return
	}
	l.Lock()
	defer func() { j.outcome = func() (V, error) { return v, nil } }()
	defer l.done()
	if !j.stale {
		l.forget(key)
		_ = store()
	}
}

func (l *Locked[K, V]) quit(key K, j *job[K, V]) {
	l.Lock()
	defer l.Unlock()
	j.people--
	if j.people > 0 {
		return
	}
	if !j.stale {
		l.forget(key)
	}
	j.end()
}
