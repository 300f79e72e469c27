package main

import (
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

func TestAKeyIsHashedEvenInAnEmptyMap(t *testing.T) {
	for _, seen := range []map[any]int{nil, {}, {"a": 1}} {
		require.Panics(t, func() { _ = seen[query{"users", []int{10}}] })
	}
}
