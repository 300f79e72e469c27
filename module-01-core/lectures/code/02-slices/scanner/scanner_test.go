package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyInputBeyondTheBufferShowsIt(t *testing.T) {
	count, err := wrong(100)
	require.NoError(t, err)
	require.Zero(t, count)
	count, err = wrong(1_000)
	require.NoError(t, err)
	require.Positive(t, count)
}
