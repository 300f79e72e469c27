package reading

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func hangUp(t *testing.T, conns ...net.Conn) {
	for _, conn := range conns {
		require.NoError(t, conn.Close())
	}
}

func TestTheReadEndsWithItsContextAndTheNextIsWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		defer hangUp(t, near, far)
		cause := errors.New("nobody waits any more")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, cause)
		defer cancel()
		p := make([]byte, 16)
		start := time.Now()
		_, err := Read(ctx, near, p)
		require.ErrorIs(t, err, cause)
		require.Equal(t, time.Second, time.Since(start))

		go func() {
			if _, err := far.Write([]byte("line")); err != nil {
				t.Error(err)
			}
		}()
		n, err := Read(t.Context(), near, p)
		require.NoError(t, err)
		require.Equal(t, "line", string(p[:n]))
	})
}

func TestTheEndOfTheStreamIsHandedOn(t *testing.T) {
	near, far := net.Pipe()
	defer hangUp(t, near)
	require.NoError(t, far.Close())
	_, err := Read(t.Context(), near, make([]byte, 1))
	require.ErrorIs(t, err, io.EOF)
}

// ending calls end while it reads, and returns what the connection had.
type ending struct {
	net.Conn
	end func()
	err error
}

func (e ending) Read(p []byte) (int, error) {
	e.end()
	return copy(p, "last"), e.err
}

func (ending) SetReadDeadline(time.Time) error { return nil }

func TestOnlyTheDeadlineIsReplacedByTheCause(t *testing.T) {
	for _, c := range []struct{ got, want error }{
		{nil, nil},
		{io.EOF, io.EOF},
		{os.ErrDeadlineExceeded, context.Canceled},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		p := make([]byte, 16)
		n, err := Read(ctx, ending{end: cancel, err: c.got}, p)
		require.Equal(t, c.want, err)
		require.Equal(t, "last", string(p[:n]), "what came is not lost")
	}
}
