package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/module02/05-websockets/feed"
)

func TestWithALogNothingIsLostUnnoticed(t *testing.T) {
	c, err := run(feed.New(20, 1), true)
	require.NoError(t, err)
	for id := 1; id <= events; id++ {
		require.LessOrEqual(t, c.had[id], 1)
	}
	had := 0
	for _, n := range c.had {
		had += n
	}
	require.Equal(t, events, had+c.told)
	require.Equal(t, 100, c.told)
}
