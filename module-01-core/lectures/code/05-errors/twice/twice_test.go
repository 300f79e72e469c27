package main

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatAWrappedErrBadConnDoes(t *testing.T) {
	payments, err := pay(retryable)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Equal(t, 3, payments)

	payments, err = pay(unknown)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Equal(t, 1, payments)
}
