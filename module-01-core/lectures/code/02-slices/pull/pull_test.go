package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAllWaysAddUpTheSame(t *testing.T) {
	for _, sum := range []func([]int64){indexed, ranged, unknown, pulled} {
		total = 0
		sum([]int64{1, 2, 3})
		require.Equal(t, int64(6), total)
	}
}

func TestAPullWithoutStopLeavesAGoroutine(t *testing.T) {
	require.Equal(t, 1, abandoned([]int64{1, 2}))
}
