package lru

import (
	"context"
	"errors"
	"runtime/debug"
)

// A flight is one run of a load function and those who wait for it.
//
// It is in Locked.flights from its start until its result is stored or has
// failed, and leaves earlier if a Put, Remove or Purge overtakes it or nobody
// waits for it any more. Only a flight that is still there stores its result.
type flight[V any] struct {
	cancel  context.CancelFunc // ends the context of the load function
	waiters int                // guarded by Locked.mu

	done  chan struct{} // closed when the two below are final
	value V
	err   error
}

// loading is the context key that says which load a context was given to.
type loading[K comparable, V any] struct {
	cache *Locked[K, V]
	key   K
}

// GetOrLoad returns the value of key like Get, or else loads it, stores it for
// the default lifetime, which begins when the load has ended, and returns it.
//
// A key is loaded once for all who ask for it meanwhile, with the load function
// of the first. It runs in a goroutine of its own, under a context with the
// values of the first caller's ctx but not its end. That context ends when
// nobody waits for the load any more, and when the load function has returned.
//
// Whoever waits when ctx ends gets ctx.Err() at once; the others wait on. When
// the last has left, the load is given up: its result will not be stored, and
// the next caller starts another. A value that is held is returned even if ctx
// has ended; no load is started then.
//
// All who wait get the same result. An error of the load function is passed on
// as it is, and is not stored. A panic becomes a *PanicError, runtime.Goexit
// becomes ErrGoexit; so does either of them in Cost, Now or OnEvict while the
// result is stored. A value too costly for the cache is returned all the same. A
// negative cost fails with ErrCost, a nil load function with ErrLoader, a key
// that does not equal itself with ErrKey, and a load function that asks for its
// own key with ErrRecursive.
//
// A load says what was true when it began. If the key was put or removed since,
// or the cache purged, then those who already wait get what was loaded, but it
// is not stored, and whoever asks from then on does not get it.
//
//course:stage 9
func (l *Locked[K, V]) GetOrLoad(ctx context.Context, key K, load func(context.Context) (V, error)) (V, error) {
	var none V
	if load == nil {
		return none, ErrLoader
	}
	if err := checkKey(key); err != nil {
		return none, err
	}
	refused := mayLoad(ctx, loading[K, V]{l, key})
	now := l.cache.age()

	l.mu.Lock()
	value, held := l.cache.get(key, now)
	var f *flight[V]
	if !held && refused == nil {
		f = l.join(ctx, key, load)
		defer l.leave(key, f)
	}
	l.release()

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
func mayLoad[K comparable, V any](ctx context.Context, self loading[K, V]) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if ctx.Value(self) != nil {
		return ErrRecursive
	}
	return nil
}

// join makes the caller one of those who wait for key: a call of leave is due.
// It needs the lock.
func (l *Locked[K, V]) join(ctx context.Context, key K, load func(context.Context) (V, error)) *flight[V] {
	f, found := l.flights[key]
	if !found {
		f = &flight[V]{done: make(chan struct{})}
		ctx = context.WithValue(context.WithoutCancel(ctx), loading[K, V]{l, key}, true)
		ctx, f.cancel = context.WithCancel(ctx)
		l.flights[key] = f
		l.cache.stats.Loads++
		go l.run(ctx, key, f, load)
	}
	f.waiters++
	return f
}

// leave takes one from those who wait for f. After the last, f is given up, if
// it has not ended.
func (l *Locked[K, V]) leave(key K, f *flight[V]) {
	l.mu.Lock()
	f.waiters--
	last := f.waiters == 0
	if last {
		l.ground(key, f)
	}
	l.mu.Unlock()
	if last {
		f.cancel()
	}
}

// ground takes f out of the flights, and reports whether it was still there. It
// needs the lock.
func (l *Locked[K, V]) ground(key K, f *flight[V]) bool {
	if l.flights[key] != f {
		return false
	}
	delete(l.flights, key)
	return true
}

// run is the goroutine of a flight. Whatever the caller's functions do in it,
// the flight leaves the table before those who wait hear of the result.
func (l *Locked[K, V]) run(ctx context.Context, key K, f *flight[V], load func(context.Context) (V, error)) {
	defer f.cancel()
	defer close(f.done)
	defer func() {
		if value := recover(); value != nil {
			f.err = &PanicError{Value: value, Stack: debug.Stack()}
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.ground(key, f)
	}()

	f.err = ErrGoexit // stands if nothing below returns
	value, err := load(ctx)
	if err == nil {
		err = l.storeLoaded(key, value, f)
	}
	if err == nil {
		f.value = value
	}
	f.err = err
}

// storeLoaded stores the result of f if nothing has overtaken it.
func (l *Locked[K, V]) storeLoaded(key K, value V, f *flight[V]) error {
	it, now, err := l.cache.prepare(key, value, l.cache.options.TTL)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.release()
	if !l.ground(key, f) {
		return nil
	}
	if err := l.cache.put(it, now); !errors.Is(err, ErrTooCostly) {
		return err
	}
	return nil
}
