package main

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryHeapTakesAndGivesTheSame(t *testing.T) {
	for name, run := range runs([]int64{5, 3, 9, 1, 3}) {
		require.Equal(t, int64(21), run(), name)
	}
}

func TestEveryHeapPopsInOrder(t *testing.T) {
	numbers := make([]int64, 200)
	for i := range numbers {
		numbers[i] = rand.Int64N(50)
	}
	untyped := anyHeap{less: func(a, b any) bool { return a.(int64) < b.(int64) }}
	var typed orderedHeap[int64]
	given := funcHeap[int64]{less: smaller}
	var by byHeap[int64, ascending]
	for _, n := range numbers {
		untyped.push(n)
		typed.push(n)
		given.push(n)
		by.push(n)
	}
	slices.Sort(numbers)
	for _, want := range numbers {
		require.Equal(t, want, untyped.pop())
		require.Equal(t, want, typed.pop())
		require.Equal(t, want, given.pop())
		require.Equal(t, want, by.pop())
	}
}

func TestDrainStopsWhenTheCallerHasEnough(t *testing.T) {
	h := funcHeap[int64]{items: []int64{1, 2, 3}, less: smaller}
	for n := range mapped(h.drain(), func(n int64) int64 { return n * 10 }) {
		require.Equal(t, int64(10), n)
		break
	}
	require.Len(t, h.items, 2)
}
