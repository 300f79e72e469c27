package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryDeferredCallIsMade(t *testing.T) {
	for _, c := range []struct {
		want int64
		f    func()
	}{
		{2, plain}, // plain and open count once themselves
		{2, open},
		{8, eight},
		{9, nine},
		{5, func() { looped(5) }},
	} {
		total = 0
		c.f()
		require.Equal(t, c.want, total)
	}
}
