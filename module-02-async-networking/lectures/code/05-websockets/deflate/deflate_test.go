package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyAContextHelpsSmallMessages(t *testing.T) {
	plain, each, context, err := sizes(6, 1)
	require.NoError(t, err)
	require.Greater(t, 10*each, 8*plain)
	require.Less(t, 5*context, plain)
}
