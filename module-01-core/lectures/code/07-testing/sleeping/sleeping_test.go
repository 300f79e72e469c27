package main

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSpinTakesItsTime(t *testing.T) {
	start := time.Now()
	spin(time.Millisecond)
	require.GreaterOrEqual(t, time.Since(start), time.Millisecond)
}

func TestInABubbleHopeIsCertain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { require.True(t, hopes()) })
}
