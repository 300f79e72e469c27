package main

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyANewMapIsSmaller(t *testing.T) {
	const n = 100_000
	require.Greater(t, stays(n, func(m map[uint64]uint64) map[uint64]uint64 { cut(m); return m }), 90)
	require.Greater(t, stays(n, func(m map[uint64]uint64) map[uint64]uint64 { clear(m); return m }), 90)
	require.Greater(t, stays(n, func(m map[uint64]uint64) map[uint64]uint64 { cut(m); return maps.Clone(m) }), 90)
	require.Less(t, stays(n, func(m map[uint64]uint64) map[uint64]uint64 { cut(m); return maps.Collect(maps.All(m)) }), 10)
}

func TestOnlyIntegersAndStringsArePruned(t *testing.T) {
	require.Less(t, replaced(5_000, number), replaced(5_000, pair))
}
