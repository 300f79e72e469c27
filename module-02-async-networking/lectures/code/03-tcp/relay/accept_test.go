package relay

import (
	"net"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyWhatOthersMayGiveBackIsWaitedFor(t *testing.T) {
	accept := func(err error) error {
		return &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", err)}
	}
	require.True(t, exhausted(accept(syscall.EMFILE)))
	require.True(t, exhausted(accept(syscall.ENFILE)))
	require.False(t, exhausted(accept(syscall.EINVAL)))
	require.False(t, exhausted(accept(net.ErrClosed)))
}
