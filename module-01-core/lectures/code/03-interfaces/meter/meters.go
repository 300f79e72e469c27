package main

import (
	"io"
	"net"
)

// tally is what a meter has counted.
type tally struct{ calls, bytes int64 }

func (t *tally) add(n int) {
	t.calls++
	t.bytes += int64(n)
}

func (t *tally) counted() (calls, bytes int64) { return t.calls, t.bytes }

// careful embeds the interface.
type careful struct {
	net.Conn
	tally
}

func (m *careful) Write(p []byte) (int, error) {
	n, err := m.Conn.Write(p)
	m.add(n)
	return n, err
}

// quick embeds the type that it happens to get.
type quick struct {
	*net.TCPConn
	tally
}

func (m *quick) Write(p []byte) (int, error) {
	n, err := m.TCPConn.Write(p)
	m.add(n)
	return n, err
}

// thorough is careful, and hands on what io.Copy asks for.
type thorough struct{ careful }

// ReadFrom lets the connection read, if it can, and counts what it did.
func (m *thorough) ReadFrom(r io.Reader) (int64, error) {
	n, err := io.Copy(m.Conn, r)
	m.bytes += n
	return n, err
}
