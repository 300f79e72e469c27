package main

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatIsShrunkStillDiffersAndNothingCanGo(t *testing.T) {
	for seed := range uint64(5) {
		short := shrink(search(seed))
		require.NotEmpty(t, differs(short))
		for i := range short {
			require.Empty(t, differs(slices.Delete(slices.Clone(short), i, i+1)), "without operation %d", i+1)
		}
	}
}

func TestARingThatNeverWrapsIsRight(t *testing.T) {
	require.Empty(t, differs([]operation{1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}))
}
