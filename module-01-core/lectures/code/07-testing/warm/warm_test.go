package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryNumberIsWeighed(t *testing.T) {
	total = 0
	weigh([]uint32{2, 4, 1})
	require.Equal(t, uint64(18)^1<<7, total)
}
