package main

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDrainingLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := ways()[2]
		taken, delivered := w.run()
		require.Equal(t, taken, delivered)
		require.GreaterOrEqual(t, delivered, enough)
	}) // and here the bubble has nobody in it
}

func TestCancellingLeavesNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := ways()[1]
		taken, delivered := w.run()
		require.Equal(t, enough, delivered)
		require.GreaterOrEqual(t, taken, delivered)
	})
}

func TestWalkingAwayLeavesTheIntakeTheWorkersAndTheirCloser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// Walking away, with a way out for the sake of the test.
		now, cancel := context.WithCancel(t.Context())
		w := way{noMore: t.Context(), now: now, stop: func() {}, release: func() {}}
		taken, delivered := w.run()
		require.Equal(t, enough, delivered)
		// One result in the hands of each worker, and a job in the intake's.
		require.Equal(t, enough+workers+1, taken)
		cancel()
	})
}

func TestThereIsAnEndToTheGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		noMore, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		now, release := grace(noMore, time.Minute)
		defer release()
		start := time.Now()
		require.False(t, send(now, make(chan int), 1), "nobody receives")
		require.Equal(t, time.Second+time.Minute, time.Since(start))
		require.Equal(t, errGrace, context.Cause(now))
	})
}

func TestWhoIsReleasedLeavesNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		noMore, stop := context.WithCancel(t.Context())
		_, release := grace(noMore, time.Minute)
		stop()
		synctest.Wait() // the grace has begun
		release()
	})
}
