package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheSamePointerIsTheSameKey(t *testing.T) {
	m := memo[query, int]{load: func(q query) int { return *q.limit }}
	q := query{"orders", new(10)}
	m.get(q)
	*q.limit = 20
	require.Equal(t, 10, m.get(q), "the key is the pointer, not what it points to")
	require.Equal(t, 20, m.get(query{"orders", new(20)}))
	require.Equal(t, 1, m.hits)
}
