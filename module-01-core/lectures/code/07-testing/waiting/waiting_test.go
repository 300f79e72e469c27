package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAMissMakesTheOthersSlowAsWell(t *testing.T) {
	snapshots := 0
	c := &cache{entries: map[int]string{}}
	slow := work(c, func() { snapshots++ })
	require.Greater(t, slow, int64(10), "ten keys had to be loaded")
	require.Len(t, c.entries, 10)
	require.Equal(t, 1, snapshots)
}

func TestFindParsesADuration(t *testing.T) {
	const pattern = `Total samples = ([0-9.]+m?s?)`
	require.Equal(t, 10*time.Millisecond, find("Duration: 1s, Total samples = 10ms ( 1%)", pattern))
	require.Equal(t, 1440*time.Millisecond, find("Total samples = 1.44s", pattern))
	require.Zero(t, find("Duration: 1s, Total samples = 0", pattern))
	require.Zero(t, find("no profile", pattern))
}
