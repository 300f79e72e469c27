package main

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestComparingPanicsOnlyWhenItGetsThere(t *testing.T) {
	equal, failure := same(query{"users", []int{10}}, query{"orders", []int{10}})
	require.False(t, equal)
	require.Nil(t, failure)
	_, failure = same(query{"users", []int{10}}, query{"users", []int{10}})
	require.ErrorContains(t, failure.(error), "comparing uncomparable type []int")
}

// refused is an error built like query: comparable by its type.
type refused struct{ limit any }

func (refused) Error() string { return "refused" }

func TestErrorsIsAsksTheTypeAndNotTheValue(t *testing.T) {
	require.True(t, errors.Is(refused{10}, refused{10}))
	require.Panics(t, func() { _ = errors.Is(refused{[]int{10}}, refused{[]int{10}}) })
}

func TestAKeyIsHashedEvenInAnEmptyMap(t *testing.T) {
	for _, seen := range []map[any]int{nil, {}, {"a": 1}} {
		require.Panics(t, func() { _ = seen[query{"users", []int{10}}] })
	}
}
