package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryWayDeliversTheSameError(t *testing.T) {
	_, err := value(20, true)
	require.Equal(t, errBottom, err)
	_, err = caught(20, true)
	require.Equal(t, errBottom, err)
	total = 0
	require.Equal(t, errBottom, caughtClosing(20))
	require.Equal(t, int64(21), total, "every call has cleaned up")

	_, err = wrapping(20)
	require.ErrorIs(t, err, errBottom)
	require.Equal(t, 20, strings.Count(err.Error(), "level: "))
}

func TestNothingFailsUnlessAsked(t *testing.T) {
	n, err := value(20, false)
	require.NoError(t, err)
	require.Equal(t, plain(20), n)
	n, err = caught(20, false)
	require.NoError(t, err)
	require.Equal(t, plain(20), n)
}
