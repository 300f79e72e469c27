package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEachWayAddsUpTheSame(t *testing.T) {
	values := []square{{1}, {2}, {3}}
	squares := []*square{&values[0], &values[1], &values[2]}
	shapes := []shape{squares[0], squares[1], squares[2]}
	for name, got := range map[string]int64{
		"concrete": concrete(squares), "interface": dynamic(shapes), "function": passed(squares, (*square).area),
		"pointers": generic(squares), "values": generic([]tile{{1}, {2}, {3}}), "interfaces": generic(shapes),
		"addressed": addressed(values), "opened": opened(squares), "known": known(squares), "again": again(squares),
	} {
		require.Equal(t, int64(14), got, name)
	}
}

func TestASumNeedsNoMethod(t *testing.T) {
	require.Equal(t, sumInt64([]int64{1, 2}), sum([]int64{1, 2}))
	require.Equal(t, sumFloat64([]float64{1.5, 2}), sum([]float64{1.5, 2}))
}
