// Package flight has calls for one key share one piece of work, which ends when
// nobody waits for it any more.
package flight

import (
	"context"
	"sync"
)

// A Group shares work by key. The zero value is ready to use, concurrently.
type Group[V any] struct {
	mu    sync.Mutex
	calls map[string]*call[V] // those that somebody waits for
}

type call[V any] struct {
	done   chan struct{} // closed after value and err are set
	value  V
	err    error
	cancel context.CancelFunc

	waiting int // under the group's mu
}

// Do returns what work returns for the key, or the cause of ctx's end if that
// comes first. Callers with the same key at the same time share one call of work.
// It runs in a goroutine of its own, with the values of the first caller's context,
// and its context ends when the last of them has left.
func (g *Group[V]) Do(ctx context.Context, key string, work func(context.Context) (V, error)) (V, error) {
	g.mu.Lock()
	c := g.calls[key]
	if c == nil {
		c = g.start(ctx, key, work)
	}
	c.waiting++
	g.mu.Unlock()
	select {
	case <-c.done:
		return c.value, c.err
	case <-ctx.Done():
		g.leave(key, c)
		var none V
		return none, context.Cause(ctx)
	}
}

// start is called with the lock held.
func (g *Group[V]) start(ctx context.Context, key string, work func(context.Context) (V, error)) *call[V] {
	shared, cancel := context.WithCancel(context.WithoutCancel(ctx))
	c := &call[V]{done: make(chan struct{}), cancel: cancel}
	if g.calls == nil {
		g.calls = make(map[string]*call[V])
	}
	g.calls[key] = c
	go func() {
		defer cancel()
		c.value, c.err = work(shared)
		g.mu.Lock()
		g.forget(key, c)
		g.mu.Unlock()
		close(c.done)
	}()
	return c
}

func (g *Group[V]) leave(key string, c *call[V]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if c.waiting--; c.waiting == 0 {
		c.cancel()
		g.forget(key, c) // whoever comes now begins anew
	}
}

// forget is called with the lock held.
func (g *Group[V]) forget(key string, c *call[V]) {
	if g.calls[key] == c {
		delete(g.calls, key)
	}
}
