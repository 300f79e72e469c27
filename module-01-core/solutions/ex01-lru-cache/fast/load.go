package fast

import (
	"context"
	"runtime/debug"

	"systems.course/lru"
)

// A flight is one run of a load function and those who wait for it. It is in
// shard.flights from its start until its result is stored or has failed, and
// leaves earlier if a Put, Remove or Purge overtakes it or nobody waits for it any
// more. Only a flight that is still there stores its result.
type flight[V any] struct {
	cancel  context.CancelFunc // ends the context of the load function
	waiters int                // guarded by shard.mu

	done  chan struct{} // closed when the two below are final
	value V
	err   error
}

// loading is the context key that says which load a context was given to.
type loading[K comparable, V any] struct {
	cache *Cache[K, V]
	key   K
}

// GetOrLoad does what lru.Locked.GetOrLoad does: it returns the value of key, or
// else loads it once for all who ask for it meanwhile. A key that is held costs
// what a Get costs, and no allocation.
func (c *Cache[K, V]) GetOrLoad(ctx context.Context, key K, load func(context.Context) (V, error)) (V, error) {
	var none V
	if load == nil {
		return none, lru.ErrLoader
	}
	if err := checkKey(key); err != nil {
		return none, err
	}
	now := c.age()
	hash := c.hash(key)
	s := c.of(hash)
	s.mu.Lock()
	if _, held := s.peek(key, uint32(hash), now); held {
		value, _ := s.get(key, uint32(hash), now) // makes nothing leave
		s.mu.Unlock()
		return value, nil
	}
	s.mu.Unlock()
	refused := c.mayLoad(ctx, key) // may call the caller's code: ctx is an interface

	s.mu.Lock()
	value, held := s.get(key, uint32(hash), now)
	var f *flight[V]
	if !held && refused == nil {
		f = c.join(ctx, s, key, load)
		defer s.leave(key, f)
	}
	left := s.takeLeft()
	s.mu.Unlock()
	c.tell(left)

	switch {
	case held:
		return value, nil
	case refused != nil:
		return none, refused
	}
	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// mayLoad returns why no load may be started or awaited under ctx, if so.
func (c *Cache[K, V]) mayLoad(ctx context.Context, key K) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if ctx.Value(loading[K, V]{c, key}) != nil {
		return lru.ErrRecursive
	}
	return nil
}

// join makes the caller one of those who wait for key: a call of leave is due. It
// needs the lock of s.
func (c *Cache[K, V]) join(ctx context.Context, s *shard[K, V], key K, load func(context.Context) (V, error)) *flight[V] {
	f, found := s.flights[key]
	if !found {
		f = &flight[V]{done: make(chan struct{})}
		ctx = context.WithValue(context.WithoutCancel(ctx), loading[K, V]{c, key}, true)
		ctx, f.cancel = context.WithCancel(ctx)
		if s.flights == nil {
			s.flights = make(map[K]*flight[V])
		}
		s.flights[key] = f
		s.stats.Loads++
		go c.run(ctx, s, key, f, load)
	}
	f.waiters++
	return f
}

// leave takes one from those who wait for f. After the last, f is given up, if it
// has not ended. It takes the lock.
func (s *shard[K, V]) leave(key K, f *flight[V]) {
	s.mu.Lock()
	f.waiters--
	last := f.waiters == 0
	if last {
		s.ground(key, f)
	}
	s.mu.Unlock()
	if last {
		f.cancel()
	}
}

// ground takes f out of the flights, and reports whether it was still there.
func (s *shard[K, V]) ground(key K, f *flight[V]) bool {
	if s.flights[key] != f {
		return false
	}
	delete(s.flights, key)
	return true
}

// run is the goroutine of a flight. Whatever the caller's functions do in it, the
// flight leaves the table before those who wait hear of the result.
func (c *Cache[K, V]) run(ctx context.Context, s *shard[K, V], key K, f *flight[V], load func(context.Context) (V, error)) {
	defer f.cancel()
	defer close(f.done)
	defer func() {
		if value := recover(); value != nil {
			f.err = &lru.PanicError{Value: value, Stack: debug.Stack()}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.ground(key, f)
	}()

	f.err = lru.ErrGoexit // stands if nothing below returns
	value, err := load(ctx)
	if err == nil {
		err = c.storeLoaded(key, value, f)
	}
	if err == nil {
		f.value = value
	}
	f.err = err
}

// storeLoaded stores the result of f if nothing has overtaken it and it is not
// too costly.
func (c *Cache[K, V]) storeLoaded(key K, value V, f *flight[V]) error {
	at, err := c.prepare(key, value, c.ttl)
	if err != nil {
		return err
	}
	hash := c.hash(key)
	s := c.of(hash)
	s.mu.Lock()
	if s.ground(key, f) {
		s.put(key, value, uint32(hash), at)
	}
	left := s.takeLeft()
	s.mu.Unlock()
	c.tell(left)
	return nil
}
