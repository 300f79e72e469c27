package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryReadyCaseHasTheSameChance(t *testing.T) {
	for _, taken := range shares(30_000) {
		require.InDelta(t, 10_000, taken, 500, "six standard deviations")
	}
}

func TestAClosedDoneIsNotPreferred(t *testing.T) {
	done, jobs := make(chan struct{}), make(chan int, 1)
	jobs <- 1
	close(done)
	counts := distribution(30_000, done, jobs, func() bool { return false })
	require.InDelta(t, 15_000, counts[0], 550)
	require.InDelta(t, 7_500, counts[1], 500)
	require.Equal(t, [5]int{100}, distribution(100, done, jobs, func() bool { return true }))
}
