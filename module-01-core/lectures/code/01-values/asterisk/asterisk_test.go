package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPointersCostMoreAllocationsBytesAndScanning(t *testing.T) {
	const n = 200_000
	v, p := costOfValues(n), costOfPointers(n)
	require.Less(t, v.objects, uint64(100))
	require.GreaterOrEqual(t, p.objects, uint64(n))
	require.Equal(t, uint64(24), v.bytes/n)
	require.Equal(t, uint64(32), p.bytes/n)
	require.Zero(t, v.scanned/n)
	require.Equal(t, uint64(8), p.scanned/n)
}

func TestBothFormsHoldTheSameTrades(t *testing.T) {
	const n = 1_000
	sumValues(values(n))
	inValues := total
	sumPointers(pointers(n))
	require.Equal(t, int64(n*(n-1)/2), inValues)
	require.Equal(t, inValues, total)
}
