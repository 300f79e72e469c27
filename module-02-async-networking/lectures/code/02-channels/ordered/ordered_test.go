package main

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func Example() {
	main()
	// Output: 0 1 4 9 16 25 that is enough
}

func numbers(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func TestAtMostNAreUnderWayAndTheOrderIsTheInputs(t *testing.T) {
	for n := 1; n <= 5; n++ {
		synctest.Test(t, func(t *testing.T) {
			var mu sync.Mutex
			var now, most int
			count := func(change int) {
				mu.Lock()
				defer mu.Unlock()
				now += change
				most = max(most, now)
			}
			var got []int
			err := Each(t.Context(), n, numbers(40), func(_ context.Context, v int) (int, error) {
				count(+1)
				defer count(-1)
				time.Sleep(time.Duration(v%7) * time.Second)
				return v, nil
			}, func(v int) error {
				got = append(got, v)
				return nil
			})
			require.NoError(t, err)
			require.Equal(t, slices.Collect(numbers(40)), got)
			require.Equal(t, n, most)
		})
	}
}

func TestNobodyIsLeftWhateverFails(t *testing.T) {
	broken := errors.New("broken")
	for name, c := range map[string]struct{ call, yield error }{
		"a call":    {call: broken},
		"the yield": {yield: broken},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				err := Each(t.Context(), 3, numbers(100), func(ctx context.Context, v int) (int, error) {
					if v == 7 && c.call != nil {
						return 0, c.call
					}
					return slow(ctx, v%10)
				}, func(v int) error {
					if v == 16 {
						return c.yield
					}
					return nil
				})
				require.ErrorIs(t, err, broken)
			})
		})
	}
}

func TestTheCallersEndIsEverybodysEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		err := Each(ctx, 3, numbers(1_000_000), func(ctx context.Context, v int) (int, error) {
			<-ctx.Done()
			return 0, ctx.Err()
		}, func(int) error { return nil })
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, time.Minute, time.Since(start))
	})
}
