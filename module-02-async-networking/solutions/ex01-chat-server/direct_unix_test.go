//go:build unix

package chat

import (
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// pair returns both ends of a TCP connection.
func pair(t *testing.T) (server, client net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	client, err = net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	server, err = l.Accept()
	require.NoError(t, err)
	require.NoError(t, l.Close())
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return server, client
}

// TestReleasedDescriptorIsNotWritten closes a connection while another goroutine writes to
// it all the time. The descriptor's number goes to another connection, whose client must
// get nothing.
func TestReleasedDescriptorIsNotWritten(t *testing.T) {
	for range 50 {
		first, client := pair(t)
		c := &conn{raw: first}
		c.direct.open(first)
		n, err := c.direct.tryWrite([]byte("hello\n"))
		require.NoError(t, err)
		require.Equal(t, 6, n)

		ended := make(chan error)
		go func() {
			for {
				if _, err := c.direct.tryWrite([]byte("x")); err != nil {
					ended <- err
					return
				}
			}
		}()
		_, err = io.ReadFull(client, make([]byte, 100))
		require.NoError(t, err)
		require.NoError(t, c.Close())
		second, other := pair(t)
		require.ErrorIs(t, <-ended, net.ErrClosed)

		_, err = second.Write([]byte("end"))
		require.NoError(t, err)
		require.NoError(t, second.Close())
		require.NoError(t, other.SetReadDeadline(time.Now().Add(20*time.Second)))
		got, err := io.ReadAll(other)
		require.NoError(t, err)
		require.Equal(t, "end", string(got))
	}
}
