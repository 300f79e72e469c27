package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhichLimitEndsWhat(t *testing.T) {
	cells, err := table()
	require.NoError(t, err)
	require.Equal(t, [][]string{
		{"cut", "cut", "-", "-", "-"},
		{"-", "408", "-", "-", "-"},
		{"200", "200", "lost", "200", "503"},
		{"-", "-", "cut", "-", "-"},
		{"-", "cut", "-", "cut", "-"},
	}, cells)
}
