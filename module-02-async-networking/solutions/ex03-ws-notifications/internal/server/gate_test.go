package server

import (
	"bytes"
	"errors"
	"net"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/notify/internal/wire"
)

// A wire that takes so many bytes.
type limited struct {
	net.Conn
	room int
	got  []byte
}

func (l *limited) Write(b []byte) (int, error) {
	n := min(len(b), l.room)
	l.room -= n
	l.got = append(l.got, b[:n]...)
	if n < len(b) {
		return n, errors.New("no room")
	}
	return n, nil
}

func TestNothingPassesTheGateAfterACloseFrame(t *testing.T) {
	var sent atomic.Uint64
	conn := &limited{room: 1000}
	g := &gate{Conn: conn, sent: &sent}
	closing := wire.AppendFrame(nil, wire.OpClose, wire.ClosePayload(1001, ""))
	for _, b := range [][]byte{[]byte("\x88HTTP/1.1 101"), wire.AppendFrame(nil, wire.OpText, []byte("{}")), closing} {
		_, err := g.Write(b)
		require.NoError(t, err)
	}
	passed := len(conn.got)
	for _, b := range [][]byte{closing, wire.AppendFrame(nil, wire.OpPong, nil)} {
		_, err := g.Write(b)
		require.ErrorIs(t, err, errShut)
	}
	require.Len(t, conn.got, passed)
	require.EqualValues(t, passed, sent.Load())
}

func TestNothingPassesTheGateAfterHalfAFrame(t *testing.T) {
	conn := &limited{room: 20}
	g := &gate{Conn: conn, sent: new(atomic.Uint64)}
	for _, want := range []bool{true, false, false} {
		_, err := g.Write(wire.AppendFrame(nil, wire.OpText, []byte("twelve bytes")))
		require.Equal(t, want, err == nil)
	}
	require.Len(t, conn.got, 20)
}

// The library writes the header and what its buffer has room for, then the rest.
func TestAFrameInTwoWritesPassesTheGate(t *testing.T) {
	conn := &limited{room: 1 << 20}
	g := &gate{Conn: conn, sent: new(atomic.Uint64)}
	for _, b := range [][]byte{[]byte("HTTP/1.1 101"), wire.AppendHeader(nil, wire.OpText, 300), bytes.Repeat([]byte{0x88}, 300)} {
		_, err := g.Write(b)
		require.NoError(t, err)
	}
	_, err := g.Write(wire.AppendFrame(nil, wire.OpClose, nil))
	require.NoError(t, err, "nothing has closed the gate before")
	_, err = g.Write(wire.AppendFrame(nil, wire.OpPong, nil))
	require.ErrorIs(t, err, errShut)
}
