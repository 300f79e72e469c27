package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestBehindAnAtomicFlagThereIsAlwaysData(t *testing.T) {
	letters, empty := pass(sendOrdered, receiveOrdered, 100*time.Millisecond)
	require.Positive(t, letters)
	require.Zero(t, empty)
}

func TestCuriousFindsDataThatWasThereBefore(t *testing.T) {
	require.Equal(t, int64(1), curious(&letter{data: 1}))
}
