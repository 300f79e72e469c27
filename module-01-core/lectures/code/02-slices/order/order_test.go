package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatTheSpecificationPromises(t *testing.T) {
	for range 20 {
		_, deleted, _ := changed(1_000)
		require.Zero(t, deleted)
	}
}

func TestTheStartIsRandomTheRestIsNot(t *testing.T) {
	require.Equal(t, 8, orders(4_000))
	count := firsts(5, 8_000)
	require.Greater(t, count[0], 2*count[1])
}
