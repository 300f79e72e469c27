package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnAbandonedTimeAfterIsCollected(t *testing.T) {
	c := make(chan int, 1)
	require.Less(t, left(func() {
		c <- 1
		wait(c)
	}), 50.0)
}
