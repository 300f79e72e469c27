package main

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDoublingWithoutChanceSpreadsNothing(t *testing.T) {
	r := func() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }
	require.Equal(t, clients, simulate(doubling, r()).peak)
	require.Less(t, simulate(jittered, r()).peak, clients/5)
	require.Less(t, simulate(jittered, r()).last, simulate(fixed, r()).last)
}
