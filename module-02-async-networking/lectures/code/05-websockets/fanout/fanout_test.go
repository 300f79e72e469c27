package main

import (
	"testing"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
)

func TestRangesWriteLess(t *testing.T) {
	require.NoError(t, connect(func(conns []*websocket.Conn) error {
		n, err := prepared(conns)
		require.NoError(t, err)
		require.Equal(t, clients*burst, n)
		for _, way := range []func([]*websocket.Conn) (int, error){ranges, joined} {
			n, err := way(conns)
			require.NoError(t, err)
			require.Equal(t, clients*burst/atOnce, n)
		}
		return nil
	}))
}
