package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryDeferredCallIsMade(t *testing.T) {
	for want, f := range map[int64]func(){1: open, 2: plain, 8: eight, 9: nine, 5: func() { looped(5) }} {
		total = 0
		if want == 1 {
			total = -1 // open counts once itself
		}
		f()
		require.Equal(t, want, total)
	}
}
