package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAWriteThatTimesOutHasWrittenAPart(t *testing.T) {
	const size = 64 << 20
	written, writeErr, received, err := fill(size)
	require.NoError(t, err)
	require.ErrorIs(t, writeErr, os.ErrDeadlineExceeded)
	require.Positive(t, written)
	require.Less(t, written, size)
	require.EqualValues(t, written, received, "what was written is delivered")
}
