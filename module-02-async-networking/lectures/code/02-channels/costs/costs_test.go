package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheValueIsAtTheEndOfTheChain(t *testing.T) {
	ctx, cancel := below(100)
	defer cancel()
	require.Equal(t, "found", ctx.Value(key(-1)))
	require.Equal(t, 99, ctx.Value(key(99)))
	require.Nil(t, ctx.Value(key(100)))
}

func TestEveryRowRuns(t *testing.T) {
	rows, cancel := rows()
	defer cancel()
	for _, r := range rows {
		require.NotPanics(t, r.run, r.name)
	}
}
