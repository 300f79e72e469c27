package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheFormulaExplainsEveryCapacity(t *testing.T) {
	require.Equal(t, capacities[int64](100_000), modelled(8, 100_000))
	require.Equal(t, capacities[byte](100_000), modelled(1, 100_000))
	require.Equal(t, capacities[[3]int64](100_000), modelled(24, 100_000))
}

// modelled is what capacities should find for elements of size bytes.
func modelled(size, elements int) []int {
	var caps []int
	for have := 0; have < elements; {
		have = charged(wanted(have)*size) / size
		caps = append(caps, have)
	}
	return caps
}
