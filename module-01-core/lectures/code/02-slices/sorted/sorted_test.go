package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAScanThatIsTooLongIsNotRun(t *testing.T) {
	keys := make([]uint64, longestScan+1)
	for i := range keys {
		keys[i] = uint64(i)
	}
	sum = 0
	contest(keys, 1)
	// Twenty-two rounds of the map and of the sorted slice, which here have equal sums.
	require.Equal(t, 2*22*longestScan*(longestScan+1)/2, sum)
}
