// Ordered runs calls side by side and yields their results in the order of the
// input.
package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// Each calls f for every value of in, at most n at a time, and hands the results
// to yield in the order of in, one at a time. n must be at least 1. The first
// error ends everything and is returned, when all calls have returned. In, f and
// yield run in goroutines of Each's, and in and yield are never interrupted.
func Each[T, R any](parent context.Context, n int, in iter.Seq[T],
	f func(context.Context, T) (R, error), yield func(R) error) error {
	g, ctx := errgroup.WithContext(parent)
	places := make(chan chan R, n-1)
	g.Go(func() error {
		defer close(places)
		for v := range in {
			place := make(chan R, 1) // room, so that f never waits for its turn
			select {
			case places <- place:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
			g.Go(func() error {
				r, err := f(ctx, v)
				if err == nil {
					place <- r
				}
				return err
			})
		}
		return nil
	})
	g.Go(func() error {
		for place := range places {
			select {
			case r := <-place:
				if err := yield(r); err != nil {
					return err
				}
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		return nil
	})
	return g.Wait()
}

var errTooMany = errors.New("that is enough")

// slow takes longer for smaller numbers, and gives up with its context.
func slow(ctx context.Context, v int) (int, error) {
	select {
	case <-time.After(time.Duration(10-v) * time.Millisecond):
		return v * v, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func main() {
	numbers := slices.Values([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	err := Each(context.Background(), 4, numbers, slow, func(square int) error {
		if square > 30 {
			return errTooMany
		}
		fmt.Print(square, " ")
		return nil
	})
	fmt.Println(err)
}
