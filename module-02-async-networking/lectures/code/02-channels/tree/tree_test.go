package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyAForeignParentCostsAGoroutine(t *testing.T) {
	root, cancel := context.WithCancel(t.Context())
	defer cancel()
	own := foreign{root, make(chan struct{})}
	require.Zero(t, goroutines(root))
	require.Zero(t, goroutines(context.WithValue(root, key{}, 1)))
	require.Zero(t, goroutines(embedding{root}))
	require.Equal(t, children, goroutines(own))
	require.Zero(t, goroutines(helpful{own}))
}
