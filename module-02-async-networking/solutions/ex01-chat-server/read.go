package chat

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"sync"
	"time"

	"systems.course/chat/internal/fanout"
	"systems.course/chat/internal/irc"
)

// Sizes of buffers in bytes.
const (
	readAhead = 16 << 10 // for one read
	ownBuffer = 4 << 10  // of a connection that can't wait without one
)

var (
	batches = sync.Pool{New: func() any { return new(fanout.Batch) }}
	buffers = sync.Pool{New: func() any { return new([readAhead]byte) }}
)

// A reader turns the bytes of a connection into commands.
//
// While a client is silent, it waits without a buffer: one is borrowed when the socket
// has something, and given back when the whole lines in it have been handled. So ten
// thousand idle clients have none, and one that sends a thousand lines costs one read
// for every sixteen KiB. What is left of a line is kept in a slice of its own.
//
// Where there is no way to wait like that, with TLS or on Windows, the connection has a
// small buffer, which what is read is copied from.
type reader struct {
	conn    *conn
	lines   irc.Lines
	message irc.Message
	budget  budget
	held    []byte // the beginning of a line
	own     []byte // nil where the connection is read directly
}

// read handles lines until the connection or the client ends, and returns why.
func (c *conn) read() (reason string) {
	if reason := c.handshake(); reason != "" {
		return reason
	}
	o := &c.server.options
	r := reader{
		conn:   c,
		lines:  irc.Lines{Max: o.MaxLine},
		budget: newBudget(o.Rate, o.Burst, time.Now()),
	}
	for {
		buf, n, err := r.wait()
		if n > 0 {
			c.server.counts.received.Add(int64(n))
			copy(buf[:], r.held)
			if reason, ok := r.handle(buf[:len(r.held)+n]); !ok {
				buffers.Put(buf)
				return reason
			}
		}
		if buf != nil {
			buffers.Put(buf)
		}
		if err != nil {
			return ended(err)
		}
	}
}

// wait waits for bytes, and returns a buffer that has n new ones after as many as are
// held.
func (r *reader) wait() (buf *[readAhead]byte, n int, err error) {
	if r.conn.direct.usable() {
		return r.conn.direct.read(len(r.held))
	}
	if r.own == nil {
		r.own = make([]byte, ownBuffer)
	}
	n, err = r.conn.net.Read(r.own[:min(ownBuffer, readAhead-len(r.held))])
	buf = buffers.Get().(*[readAhead]byte)
	copy(buf[len(r.held):], r.own[:n])
	return buf, n, err
}

// handshake completes that of TLS, if there is TLS. The registration's timeout ends it.
func (c *conn) handshake() (reason string) {
	if t, ok := c.net.(*tls.Conn); ok {
		if err := t.HandshakeContext(context.Background()); err != nil {
			c.server.counts.handshakes.Add(1)
			return "TLS handshake failed"
		}
	}
	return ""
}

// handle runs the whole lines in data, unless the client is killed meanwhile, and then
// writes what they have caused: one write a client, not one a line. What is left of data is
// held.
func (r *reader) handle(data []byte) (reason string, ok bool) {
	b := batches.Get().(*fanout.Batch)
	defer batches.Put(b)
	defer b.Flush()
	c := r.conn
	used := 0
	for {
		line, n, err := r.lines.Next(data[used:])
		used += n
		if line == nil && err == nil {
			break
		}
		if c.isKilled() {
			return "", false
		}
		if !r.budget.take(time.Now) {
			b.Flush()
			if !r.budget.wait(c.killed) {
				return "", false
			}
		}
		if err == nil {
			err = r.message.Parse(line)
		}
		if err != nil {
			c.server.hub.Reject(c.client, err, b)
		} else if reason, ok := c.server.hub.Handle(c.client, &r.message, b); !ok {
			return reason, false
		}
	}
	if r.held = append(r.held[:0], data[used:]...); len(r.held) == 0 {
		r.held = nil
	}
	return "", true
}

// ended says for others why a connection was over.
func ended(err error) string {
	if errors.Is(err, io.EOF) {
		return reasonClosed
	}
	return "Read error: " + plain(err)
}
