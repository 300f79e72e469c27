package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUnwrapHelpsTheControllerAlone(t *testing.T) {
	want := []abilities{{true, true, true, true, true}, {}, {false, false, true, true, true}}
	for i, w := range wrappers {
		a, err := ask(w.wrap)
		require.NoError(t, err)
		require.Equal(t, want[i], a, w.name)
	}
}
