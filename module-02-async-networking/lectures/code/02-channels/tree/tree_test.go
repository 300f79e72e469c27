package main

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

func TestOnlyAForeignParentCostsAGoroutine(t *testing.T) {
	root, cancel := context.WithCancel(t.Context())
	defer cancel()
	end, finish := context.WithCancel(t.Context())
	defer finish()
	own := foreign{root, end}
	require.Zero(t, goroutines(root))
	require.Zero(t, goroutines(context.WithValue(root, key{}, 1)))
	require.Zero(t, goroutines(embedding{root}))
	require.Equal(t, children, goroutines(own))
	require.Zero(t, goroutines(helpful{own}))
}

func TestAForeignEndReachesTheChildren(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		root, cancel := context.WithCancel(t.Context())
		defer cancel()
		end, finish := context.WithCancel(t.Context())
		waiting, done := context.WithCancel(foreign{root, end})
		defer done()
		called, done := context.WithCancel(helpful{foreign{root, end}})
		defer done()
		finish()
		synctest.Wait()
		require.NoError(t, root.Err())
		require.ErrorIs(t, waiting.Err(), context.Canceled)
		require.ErrorIs(t, called.Err(), context.Canceled)
	})
}
