package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/lecturekit/heap"
)

func TestAllWaysBuildTheSame(t *testing.T) {
	pieces := []string{"ab", "cd", "ef"}
	for _, build := range []func([]string) string{plus, builder, grown, join} {
		require.Equal(t, "abcdef", build(pieces))
	}
}

func TestPlusAllocatesForEveryPieceAndJoinOnce(t *testing.T) {
	pieces := strings.Split(strings.Repeat("0123456789,", 1_000), ",")[:1_000]
	objects, bytes := heap.Spent(func() { result = plus(pieces) })
	require.InDelta(t, 999, objects, 30)
	require.Greater(t, bytes, uint64(400*10_000))
	objects, _ = heap.Spent(func() { result = join(pieces) })
	require.Less(t, objects, uint64(30))
}
