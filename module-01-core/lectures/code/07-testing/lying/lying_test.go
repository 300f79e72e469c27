package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMixIsOneToOne(t *testing.T) {
	seen := map[uint64]bool{}
	for x := range uint64(10_000) {
		require.False(t, seen[mix(x)], "mix(%d) was there before", x)
		seen[mix(x)] = true
	}
}
