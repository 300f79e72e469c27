package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBothWaysOfPassingSeeTheSameStruct(t *testing.T) {
	v := words128{}
	v.w[0], v.w[127] = 1, 2
	require.Equal(t, int64(3), value128(v))
	require.Equal(t, int64(3), pointer128(&v))
	require.Equal(t, value8(words8{a: 1, z: 2}), pointer8(&words8{a: 1, z: 2}))
}

func TestCallsAddsUpWhatTheFunctionReturns(t *testing.T) {
	total = 0
	calls(value2, words2{1, 2})
	require.Equal(t, int64(15*200_000*3), total)
}
