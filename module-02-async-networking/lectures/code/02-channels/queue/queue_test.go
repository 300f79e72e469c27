package queue

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// An outcome is what came of a hundred values, one due every 10 ms, and a
// consumer that needs 25 ms for each.
type outcome struct {
	delivered, lost int
	late            time.Duration   // the producer, at its end
	ages            []time.Duration // of the values when they were taken, sorted
}

func (o outcome) median() time.Duration { return o.ages[len(o.ages)/2] }
func (o outcome) oldest() time.Duration { return o.ages[len(o.ages)-1] }

// service is a nanosecond less than 25 ms, as the order of two timers that are due
// at one instant is random in a bubble: here the consumer comes first.
const service = 25*time.Millisecond - 1

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
		o.ages = append(o.ages, time.Since(due).Round(time.Millisecond))
		o.delivered++
		time.Sleep(service)
	}
	o.late = o.late.Round(time.Millisecond)
	slices.Sort(o.ages)
	return o
}

func TestWhoPays(t *testing.T) {
	refuse := func(c chan time.Time, due time.Time) int {
		if Refuse(c, due) != nil {
			return 1
		}
		return 0
	}
	var medians []time.Duration
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
			t.Logf("%-12s %3d delivered, %2d lost, producer late by %6v, age: median %5v, most %6v",
				c.name, o.delivered, o.lost, o.late, o.median(), o.oldest())
			require.Equal(t, 100, o.delivered+o.lost)
			require.Equal(t, c.lost, o.lost > 0)
			if c.lost {
				require.LessOrEqual(t, o.oldest(), 9*25*time.Millisecond, "8 in the queue and one that is worked on")
			}
			medians = append(medians, o.median())
		})
	}
	require.Less(t, 2*medians[3], medians[2], "dropping the oldest delivers fresher values than refusing the newest")
	require.Equal(t, medians[0], medians[1], "blocking makes no value younger")
}

func TestBlockEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, Block(ctx, make(chan int), 1), context.DeadlineExceeded)
	})
}
