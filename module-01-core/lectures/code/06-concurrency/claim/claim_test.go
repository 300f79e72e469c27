package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWithAtomicsNoTicketIsSoldTwice(t *testing.T) {
	sales, twice := sell(ordered, 200*time.Millisecond)
	require.Positive(t, sales)
	require.Zero(t, twice)
}

func TestTheSecondToClaimSeesTheFirst(t *testing.T) {
	var s sale
	require.True(t, ordered(&s.ann, &s.bob))
	require.False(t, ordered(&s.bob, &s.ann))
}
