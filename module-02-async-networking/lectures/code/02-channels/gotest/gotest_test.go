package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyWhatIsLoggedIsShown(t *testing.T) {
	text, ok := shown("    queue_test.go:70: 3 delivered")
	require.True(t, ok)
	require.Equal(t, "3 delivered", text)
	_, ok = shown("--- PASS: TestX (0.00s)")
	require.False(t, ok)
}
