package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyWhatIsReadToTheEndIsUsedAgain(t *testing.T) {
	for i, want := range []int64{1, 1, requests, requests} {
		opened, open, err := connections(ways[i].leave)
		require.NoError(t, err)
		require.Equal(t, want, opened, ways[i].name)
		require.Equal(t, i == 3, open > 50, ways[i].name)
	}
}
