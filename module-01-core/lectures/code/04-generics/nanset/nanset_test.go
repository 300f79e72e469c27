package main

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASetFindsWhatEqualsItself(t *testing.T) {
	var s set[float64]
	s.add(math.NaN())
	s.add(math.Copysign(0, -1))
	require.True(t, s.has(0))
	require.False(t, s.has(math.NaN()))
}
