package main

import (
	"net"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAServerEndsAtATemporaryErrorThatIsWrapped(t *testing.T) {
	calls, err := serve(bare)
	require.Equal(t, 2, calls)
	require.ErrorIs(t, err, net.ErrClosed)

	calls, err = serve(wrapped)
	require.Equal(t, 1, calls)
	require.ErrorIs(t, err, syscall.EMFILE)
}
