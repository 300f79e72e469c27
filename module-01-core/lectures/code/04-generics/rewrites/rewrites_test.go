package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheRewritesDoTheSame(t *testing.T) {
	numbers := []int64{5, 1, 9, 3, 9, 2}
	require.Equal(t, int64(9), drainBoxed(numbers))
	require.Equal(t, int64(9), drainTyped(numbers))
	require.Equal(t, int64(13), totalDynamic([]shape{&square{2}, &square{3}}))
	require.Equal(t, int64(13), totalTyped([]*square{{2}, {3}}))
}

func TestTheTypedQueuePopsInOrder(t *testing.T) {
	var q queue[string]
	for _, s := range []string{"c", "a", "d", "b"} {
		q.push(s)
	}
	for _, want := range []string{"a", "b", "c", "d"} {
		require.Equal(t, want, q.pop())
	}
}
