package relay

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/module02/03-tcp/loopback"
)

func TestLinesSurviveAnyCut(t *testing.T) {
	const wire = "one\r\n\ntwo\n\x00\xff\r\nhalf"
	var want []string
	for _, line := range strings.SplitAfter(wire, "\n") {
		want = append(want, strings.TrimRight(line, "\r\n"))
	}
	for cut := range len(wire) + 1 {
		r := bufio.NewReaderSize(iotest.OneByteReader(strings.NewReader(wire[:cut])), 16)
		got, err := 0, error(nil)
		for {
			var line []byte
			if line, err = readLine(r); err != nil {
				break
			}
			require.Equal(t, want[got], string(line))
			got++
		}
		require.Equal(t, strings.Count(wire[:cut], "\n"), got)
		if cut == 0 || wire[cut-1] == '\n' {
			require.ErrorIs(t, err, io.EOF)
		} else {
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		}
	}
}

func TestALineMayFillTheBuffer(t *testing.T) {
	read := func(size int) error {
		line := bytes.Repeat([]byte("x"), size)
		_, err := readLine(bufio.NewReaderSize(bytes.NewReader(append(line, '\n')), 64))
		return err
	}
	require.NoError(t, read(63))
	require.ErrorIs(t, read(64), ErrTooLong)
}

func TestAnOutboxHoldsItsLimitAndNoMore(t *testing.T) {
	o := newOutbox(10 + 2*header)
	require.True(t, o.put([]byte("12345678")))
	require.False(t, o.put([]byte("123")))
	require.True(t, o.put([]byte("12")))
	require.False(t, o.put(nil), "a message costs its header")
	batch, more := o.take()
	require.Len(t, batch, 2)
	require.True(t, more)
	require.True(t, o.put([]byte("1234567890")), "what was taken makes room")
}

// start serves until the test's end, which fails if a member is left.
func start(t *testing.T, limits Limits) (dial func() *net.TCPConn, s *Server, gone chan error) {
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	require.NoError(t, err)
	gone = make(chan error, 10)
	s = New(limits, func(_ string, why error) { gone <- why })
	served := make(chan error, 1)
	go func() { served <- s.Serve(listener) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		require.NoError(t, s.Shutdown(ctx))
		require.NoError(t, <-served)
		require.Empty(t, s.members)
	})
	return func() *net.TCPConn {
		conn, err := net.DialTCP("tcp", nil, listener.Addr().(*net.TCPAddr))
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, conn.Close()) })
		return conn
	}, s, gone
}

var patient = Limits{Line: 512, Outbox: 64 << 10, Idle: time.Minute, Message: time.Minute, Write: time.Minute}

func TestALineGoesToAllAndShutdownIsHeard(t *testing.T) {
	dial, s, _ := start(t, patient)
	var readers []*bufio.Reader
	var conns []*net.TCPConn
	for range 3 { // a member's own line comes back when it takes part
		conn := dial()
		r := bufio.NewReader(conn)
		_, err := conn.Write([]byte("here\n"))
		require.NoError(t, err)
		for _, earlier := range append(readers, r) {
			line, err := earlier.ReadString('\n')
			require.NoError(t, err)
			require.Equal(t, "here\r\n", line)
		}
		readers, conns = append(readers, r), append(conns, conn)
	}
	stopped := make(chan error, 1)
	go func() { stopped <- s.Shutdown(t.Context()) }()
	for _, r := range readers {
		rest, err := io.ReadAll(r)
		require.NoError(t, err)
		require.Equal(t, "ERROR :server stops\r\n", string(rest))
	}
	for _, conn := range conns {
		require.NoError(t, conn.CloseWrite())
	}
	require.NoError(t, <-stopped)
}

func TestALineThatTakesTooLongEndsTheMember(t *testing.T) {
	limits := patient
	limits.Message = 50 * time.Millisecond
	dial, _, gone := start(t, limits)
	conn := dial()
	_, err := conn.Write([]byte("half"))
	require.NoError(t, err)
	said, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.Equal(t, "ERROR :too slow\r\n", string(said))
	require.NoError(t, conn.CloseWrite())
	<-gone
}

func TestABatchThatTakesTooLongDropsTheMember(t *testing.T) {
	limits := patient
	limits.Write = 50 * time.Millisecond
	require.NoError(t, loopback.Connect(func(client, server *net.TCPConn) error {
		m := &member{conn: server, limits: limits, outbox: newOutbox(64 << 20)}
		require.True(t, m.outbox.put(make([]byte, 48<<20)))
		err := m.serve(func([]byte) {})
		require.ErrorIs(t, err, os.ErrDeadlineExceeded)
		require.ErrorIs(t, err, ErrSlow)
		_, err = io.Copy(io.Discard, client)
		require.ErrorIs(t, err, syscall.ECONNRESET, "half a message is no end")
		return nil
	}))
}

func TestShutdownDropsWhoDoesNotRead(t *testing.T) {
	dial, s, gone := start(t, patient)
	asleep := dial()
	_, err := asleep.Write([]byte("here\n"))
	require.NoError(t, err)
	_, err = io.ReadFull(asleep, make([]byte, 6))
	require.NoError(t, err)
	now, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, s.Shutdown(now), context.Canceled)
	require.ErrorIs(t, <-gone, ErrSlow)
}
