package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSpinTakesItsTime(t *testing.T) {
	start := time.Now()
	spin(time.Millisecond)
	require.GreaterOrEqual(t, time.Since(start), time.Millisecond)
	require.LessOrEqual(t, failures(2), 2)
}
