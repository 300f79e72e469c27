package main

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheAverageOfPercentilesIsNoPercentile(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	well, ill := latencies(random, 30_000, 0), latencies(random, 1_000, 0.5)
	average := mean([]float64{p99(well), p99(well), p99(well), p99(ill)})
	require.Greater(t, average, 10*p99(well), "one host in four decides it")
	all := slices.Concat(well, well, well, ill)
	slices.Sort(all)
	require.Less(t, p99(all), p99(well)+1, "the slow requests are fewer than one in a hundred")
	require.InDelta(t, 0.366, pow(0.99, 100), 0.001)
}
