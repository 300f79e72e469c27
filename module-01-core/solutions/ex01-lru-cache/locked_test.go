package lru

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestEverythingAtOnce is for the race detector, and for the invariants, which
// are checked again and again while eight goroutines work.
func TestEverythingAtOnce(t *testing.T) {
	var told atomic.Uint64
	var l *Locked[int, int]
	l = newLocked(t, Options[int, int]{
		Capacity: 50,
		TTL:      200 * time.Microsecond,
		Cost:     func(_, value int) int64 { return int64(value % 5) },
		OnEvict: func(key, _ int, _ Reason) {
			told.Add(1)
			l.Contains(key)
		},
	})
	errLoad := errors.New("load")
	load := func(ctx context.Context) (int, error) {
		switch rand.IntN(8) {
		case 0:
			return 0, errLoad
		case 1:
			panic("load")
		case 2:
			<-ctx.Done()
			return 0, ctx.Err()
		}
		return rand.IntN(10), nil
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for i := range 500 {
				key, value := rand.IntN(40), rand.IntN(10)
				ctx, cancel := context.WithTimeout(t.Context(), 50*time.Microsecond)
				switch rand.IntN(12) {
				case 0, 1, 2:
					_ = l.Put(key, value)
				case 3:
					_ = l.PutTTL(key, value, time.Duration(value)*time.Microsecond)
				case 4:
					l.Get(key)
				case 5:
					l.Remove(key)
				case 6:
					l.RemoveExpired()
				case 7:
					_, _ = l.Resize(int64(20 + value))
				case 8:
					for key := range l.All() {
						l.Peek(key)
						break
					}
				default:
					_, _ = l.GetOrLoad(ctx, key, load)
				}
				cancel()
				if i%100 == 0 {
					l.Purge()
				}
			}
		})
	}
	working := make(chan struct{})
	go func() {
		defer close(working)
		group.Wait()
	}()
	for done := false; !done; {
		checkLocked(t, l)
		select {
		case <-working:
			done = true
		case <-time.After(100 * time.Microsecond):
		}
	}
	require.Eventually(t, func() bool {
		return departed(l.Stats()) == told.Load()
	}, 5*time.Second, time.Millisecond, "loads that were given up may still be on their way")
	require.Eventually(t, func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		return len(l.flights) == 0
	}, 5*time.Second, time.Millisecond)
}
