package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheMiddlewareHidesFlush(t *testing.T) {
	require.True(t, flushed(events))
	require.False(t, flushed(logged(events)))
}
