package main

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASubSliceKeepsItsArrayAndACopyDoesNot(t *testing.T) {
	require.Greater(t, perLine(func(l []byte) []byte { return l[:idSize] }), uint64(length/2))
	require.Greater(t, perLine(func(l []byte) []byte { return slices.Clip(l[:idSize]) }), uint64(length/2))
	require.Greater(t, perLine(func(l []byte) string { return string(l)[:idSize] }), uint64(length/2))
	require.Less(t, perLine(func(l []byte) []byte { return slices.Clone(l[:idSize]) }), uint64(length/10))
	require.Less(t, perLine(func(l []byte) string { return string(l[:idSize]) }), uint64(length/10))
}
