package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSumCallsWhateverIsInTheSlice(t *testing.T) {
	require.Equal(t, int64(9+4), sum([]shape{&square{3}, &always{2}}))
}
