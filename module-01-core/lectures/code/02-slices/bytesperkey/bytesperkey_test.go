package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheNinthKeyAndThe897thKeyAreDear(t *testing.T) {
	require.Greater(t, each(9, grown[uint64]), 1.5*each(8, grown[uint64]))
	require.Greater(t, each(897, grown[uint64]), 1.5*each(896, grown[uint64]))
}
