package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryWayIsAnswered(t *testing.T) {
	for _, noDelay := range []bool{true, false} {
		require.NoError(t, exchange(noDelay, "whole"))
		require.NoError(t, exchange(noDelay, "ha", "lf"))
	}
}
