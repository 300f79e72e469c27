package lru

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The tests of this file run in a bubble of testing/synctest: one that leaves a
// goroutine behind fails, and so does one in which everybody waits.

func returns(value int, err error) func(context.Context) (int, error) {
	return func(context.Context) (int, error) { return value, err }
}

func TestLoadOfItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLocked(t, Options[string, int]{Capacity: 10})
		direct := func(ctx context.Context) (int, error) {
			return l.GetOrLoad(ctx, "a", returns(1, nil))
		}
		_, err := l.GetOrLoad(t.Context(), "a", direct)
		require.ErrorIs(t, err, ErrRecursive)

		aroundACorner := func(ctx context.Context) (int, error) {
			return l.GetOrLoad(ctx, "b", direct)
		}
		_, err = l.GetOrLoad(t.Context(), "a", aroundACorner)
		require.ErrorIs(t, err, ErrRecursive)

		other, err := l.GetOrLoad(t.Context(), "b", direct)
		require.NoError(t, err, "a load of another key is no recursion")
		require.Equal(t, 1, other)
	})
}

func TestLoadBadArguments(t *testing.T) {
	l := newLocked(t, Options[float64, int]{Capacity: 1})
	_, err := l.GetOrLoad(t.Context(), 1, nil)
	require.ErrorIs(t, err, ErrLoader)
	var zero float64
	_, err = l.GetOrLoad(t.Context(), zero/zero, returns(1, nil))
	require.ErrorIs(t, err, ErrKey)
	require.Zero(t, l.Stats())
}

func TestLoadHasTheValuesOfTheFirstContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		type key struct{}
		l := newLocked(t, Options[string, int]{Capacity: 1})
		ctx, cancel := context.WithTimeout(context.WithValue(t.Context(), key{}, 42), time.Minute)
		defer cancel()
		got, err := l.GetOrLoad(ctx, "a", func(ctx context.Context) (int, error) {
			_, hasDeadline := ctx.Deadline()
			assert.False(t, hasDeadline)
			return ctx.Value(key{}).(int), nil
		})
		require.NoError(t, err)
		require.Equal(t, 42, got)
	})
}

// TestLoadCallbacksThatFail lets each function that runs in the goroutine of a
// load end it: no panic may escape there, since nobody could recover it.
func TestLoadCallbacksThatFail(t *testing.T) {
	boom := func() { panic("boom") }
	for _, test := range []struct {
		name          string
		cost, onEvict func()
		goexit, held  bool
	}{
		{name: "Cost panics", cost: boom},
		{name: "Cost ends its goroutine", cost: runtime.Goexit, goexit: true},
		{name: "OnEvict panics", onEvict: boom, held: true},
		{name: "OnEvict ends its goroutine", onEvict: runtime.Goexit, goexit: true, held: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLocked(t, Options[string, int]{
					Capacity: 1,
					Cost: func(key string, _ int) int64 {
						if key == "loaded" && test.cost != nil {
							test.cost()
						}
						return 1
					},
					OnEvict: func(key string, _ int, _ Reason) {
						if test.onEvict != nil {
							test.onEvict()
						}
					},
				})
				require.NoError(t, l.Put("old", 1))
				got, err := l.GetOrLoad(t.Context(), "loaded", returns(5, nil))
				if test.goexit {
					require.ErrorIs(t, err, ErrGoexit)
				} else {
					var panicked *PanicError
					require.ErrorAs(t, err, &panicked)
					require.Contains(t, string(panicked.Stack), "load_test.go", "the stack leads to the panic")
				}
				require.Zero(t, got)
				require.Equal(t, test.held, l.Contains("loaded"))
				require.Equal(t, !test.held, l.Contains("old"))
				require.Empty(t, l.flights)
			})
		})
	}
}

// TestLoadWhoseCallerIsThrownOut has GetOrLoad come upon an expired entry, whose
// report panics: the caller is gone, and the load must hear of it.
func TestLoadWhoseCallerIsThrownOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLocked(t, Options[string, int]{Capacity: 1, TTL: time.Second, OnEvict: func(string, int, Reason) { panic("boom") }})
		require.NoError(t, l.Put("a", 1))
		time.Sleep(time.Second)
		gone := make(chan struct{})
		require.PanicsWithValue(t, "boom", func() {
			_, _ = l.GetOrLoad(t.Context(), "a", func(ctx context.Context) (int, error) {
				<-ctx.Done()
				close(gone)
				return 0, ctx.Err()
			})
		})
		<-gone
		require.Empty(t, l.flights)
	})
}

// TestLoadThatFailedIsForgottenFirst has one of two waiters try again before the
// other has woken up.
func TestLoadThatFailedIsForgottenFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLocked(t, Options[string, int]{Capacity: 1})
		broken, fail := errors.New("broken"), make(chan struct{})
		go func() {
			_, err := l.GetOrLoad(t.Context(), "a", func(context.Context) (int, error) {
				<-fail
				return 0, broken
			})
			assert.ErrorIs(t, err, broken)
		}()
		synctest.Wait()
		l.mu.Lock()
		l.flights["a"].waiters++ // the one that does not wake up
		l.mu.Unlock()
		close(fail)
		synctest.Wait()
		got, err := l.GetOrLoad(t.Context(), "a", returns(2, nil))
		require.NoError(t, err)
		require.Equal(t, 2, got)
	})
}

func TestLoadContextEndsWithTheLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLocked(t, Options[string, int]{Capacity: 1})
		var kept context.Context
		_, err := l.GetOrLoad(t.Context(), "a", func(ctx context.Context) (int, error) {
			kept = ctx
			return 1, ctx.Err()
		})
		require.NoError(t, err)
		synctest.Wait()
		require.ErrorIs(t, kept.Err(), context.Canceled)
	})
}

func TestLoadWithDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLocked(t, Options[string, int]{Capacity: 1})
		slow := func(ctx context.Context) (int, error) {
			select {
			case <-time.After(time.Minute):
				return 7, nil
			case <-ctx.Done():
				return 0, ctx.Err()
			}
		}
		begin := time.Now()
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		errs := make(chan error, 1)
		go func() {
			_, err := l.GetOrLoad(impatient, "a", slow)
			errs <- err
		}()
		synctest.Wait()
		got, err := l.GetOrLoad(t.Context(), "a", slow)
		require.NoError(t, err)
		require.Equal(t, 7, got)
		require.Equal(t, time.Minute, time.Since(begin))
		require.ErrorIs(t, <-errs, context.DeadlineExceeded)
		require.Equal(t, uint64(1), l.Stats().Loads)
	})
}
