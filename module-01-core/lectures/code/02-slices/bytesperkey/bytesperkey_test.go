package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheNinthKeyAndThe897thKeyAreDear(t *testing.T) {
	require.Greater(t, each(9, grown[uint64]), 1.5*each(8, grown[uint64]))
	require.Greater(t, each(897, grown[uint64]), 1.5*each(896, grown[uint64]))
}

func TestAnOverwriteInAFullSmallMapMakesATable(t *testing.T) {
	overwritten := func(n int) map[uint64]uint64 {
		m := grown[uint64](n)
		m[0] = 1
		return m
	}
	require.Less(t, each(7, overwritten), 1.1*each(7, grown[uint64]))
	require.Greater(t, each(8, overwritten), 1.5*each(8, grown[uint64]))
}
