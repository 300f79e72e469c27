package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAParkedGoroutineHasAStackOfTwoKilobytes(t *testing.T) {
	stack, heap := parked(5_000)
	require.GreaterOrEqual(t, stack, uint64(2_000))
	require.Less(t, stack, uint64(5_000))
	require.Less(t, heap, uint64(2_000))
}

func TestAllThreeDoTheWork(t *testing.T) {
	total = 0
	called()
	started()
	onThread()
	require.Equal(t, 3, total)
}
