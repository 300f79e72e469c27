package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestALookupWithConvertedBytesAllocatesNothing(t *testing.T) {
	require.Zero(t, testing.AllocsPerRun(100, func() { number = ages[string(raw)] }))
	require.Zero(t, testing.AllocsPerRun(100, func() { truth = string(raw) == text }))
	require.Equal(t, 1.0, testing.AllocsPerRun(100, func() { str = string(raw) }))
	require.Equal(t, 1.0, testing.AllocsPerRun(100, func() { ages[string(raw)]++ }))
	require.Equal(t, 1.0, testing.AllocsPerRun(100, func() { delete(pairs, [2]string{string(raw), "x"}) }))
}
