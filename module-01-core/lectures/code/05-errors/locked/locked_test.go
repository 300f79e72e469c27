package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPanicThatIsSurvivedLeavesTheLock(t *testing.T) {
	require.Equal(t, []string{"connection closed", "no answer"}, ask(&visits{}, 2))
	require.Equal(t, []string{"connection closed", "connection closed"}, ask(&tidy{}, 2))
}
