package main

import (
	"cmp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryWaySorts(t *testing.T) {
	for _, w := range numberWays() {
		s := []int64{3, 1, 2}
		w.sort(s)
		require.Equal(t, []int64{1, 2, 3}, s, w.name)
	}
	for _, w := range tradeWays[report]() {
		s := trades[report](100)
		w.sort(s)
		require.True(t, slices.IsSortedFunc(s, func(a, b trade[report]) int { return cmp.Compare(a.Price, b.Price) }), w.name)
	}
}
