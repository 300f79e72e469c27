package queue

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// An outcome is what came of a hundred values, one due every 10 ms, and a
// consumer that needs 25 ms for each.
type outcome struct {
	delivered, lost int
	late, oldest    time.Duration // the producer at its end; a value when it was taken
}

// run puts the values with put, which returns how many were lost.
func run(capacity int, put func(c chan time.Time, due time.Time) (lost int)) (o outcome) {
	c := make(chan time.Time, capacity)
	start := time.Now()
	go func() {
		defer close(c)
		for i := range 100 {
			due := start.Add(time.Duration(i) * 10 * time.Millisecond)
			time.Sleep(time.Until(due))
			o.lost += put(c, due)
			o.late = time.Since(due)
		}
	}()
	for due := range c {
		o.oldest = max(o.oldest, time.Since(due))
		o.delivered++
		time.Sleep(25 * time.Millisecond)
	}
	return o
}

func TestWhoPays(t *testing.T) {
	refuse := func(c chan time.Time, due time.Time) int {
		if Refuse(c, due) != nil {
			return 1
		}
		return 0
	}
	for _, c := range []struct {
		name     string
		capacity int
		put      func(c chan time.Time, due time.Time) int
		lost     bool
	}{
		{"room for all", 100, refuse, false},
		{"block", 8, func(c chan time.Time, due time.Time) int {
			if Block(context.Background(), c, due) != nil {
				return 1
			}
			return 0
		}, false},
		{"refuse", 8, refuse, true},
		{"drop oldest", 8, func(c chan time.Time, due time.Time) int {
			return DropOldest(c, due)
		}, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			o := run(c.capacity, c.put)
			t.Logf("%-12s %3d delivered, %2d lost, producer late by %7v, oldest value %6v",
				c.name, o.delivered, o.lost, o.late, o.oldest)
			require.Equal(t, 100, o.delivered+o.lost)
			require.Equal(t, c.lost, o.lost > 0)
			if c.lost {
				require.LessOrEqual(t, o.oldest, 9*25*time.Millisecond, "8 in the queue and one that is worked on")
			}
		})
	}
}

func TestBlockEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, Block(ctx, make(chan int), 1), context.DeadlineExceeded)
	})
}
