package ratelimit

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestABucketEmptiesAndFills(t *testing.T) {
	clock := time.Unix(1000, 0)
	l := New(2, 3, func() time.Time { return clock })
	quota, window := l.Policy()
	require.Equal(t, [2]int{3, 2}, [2]int{quota, window})
	for left := 2; left >= 0; left-- {
		s := l.Take("a")
		require.True(t, s.Allowed)
		require.Equal(t, left, s.Remaining)
	}
	s := l.Take("a")
	require.False(t, s.Allowed)
	require.Equal(t, 500*time.Millisecond, s.Retry)
	require.Equal(t, 1500*time.Millisecond, s.Full)
	require.True(t, l.Take("b").Allowed, "each has his own")

	clock = clock.Add(s.Retry)
	require.True(t, l.Take("a").Allowed)
	require.False(t, l.Take("a").Allowed)
	clock = clock.Add(-time.Hour)
	require.False(t, l.Take("a").Allowed, "a clock that runs backwards gives nothing")
	clock = clock.Add(time.Hour * 2)
	require.Equal(t, 2, l.Take("a").Remaining, "no more than the burst")
}

func TestNoLimit(t *testing.T) { require.Nil(t, New(0, 1, time.Now)) }

func TestMemoryIsBounded(t *testing.T) {
	clock := time.Unix(1000, 0)
	l := New(1, 1, func() time.Time { return clock })
	for n := range maxBuckets + 1000 {
		l.Take(strconv.Itoa(n))
	}
	require.LessOrEqual(t, len(l.buckets), maxBuckets)
	clock = clock.Add(time.Minute) // all are full, and say nothing
	l.Take("new")
	require.LessOrEqual(t, len(l.buckets), maxBuckets-maxLook+1)
}

func TestManyAtOnce(t *testing.T) {
	clock := time.Unix(1000, 0)
	l := New(1, 50, func() time.Time { return clock })
	var allowed atomic.Int64
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			for range 20 {
				if l.Take("a").Allowed {
					allowed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	require.EqualValues(t, 50, allowed.Load())
}
