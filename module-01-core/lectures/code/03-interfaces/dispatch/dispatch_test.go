package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEachWayOfCallingAddsUpTheSame(t *testing.T) {
	const n, want = 10, 90
	p, rigid := &square{side: 3}, &stiff{side: 3}
	require.Equal(t, int64(want), direct(p, n))
	require.Equal(t, int64(want), called(rigid, n))
	require.Equal(t, int64(want), dynamic(copied{side: 3}, n))
	require.Equal(t, int64(want), devirtualized(p, n))
	require.Equal(t, int64(want), guarded(p, n))
	require.Equal(t, int64(want), guarded(rigid, n))
	require.Equal(t, int64(want), generic(rigid, n))
	require.Equal(t, int64(want), functional(p.area, n))
	require.Equal(t, int64(want), asserted(p, n))
	require.Equal(t, int64(9+6+4), each([]shape{p, &rect{2, 3}, &strip{4}, &point{}}))
}
