package relay

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Limits are what one member can cost.
type Limits struct {
	Line    int           // bytes, with the line's end; at least 16
	Outbox  int           // bytes that wait, and 24 more a line, beside the batch being written
	Idle    time.Duration // from one line to the first byte of the next
	Message time.Duration // from the first byte of a line to its end
	Write   time.Duration // for a batch
}

// A member is one connection.
type member struct {
	conn   *net.TCPConn
	limits Limits
	outbox *outbox
	ended  atomic.Bool // no more lines are wanted

	closing sync.Once
	closed  error // set by closing
}

// ErrSlow is why a member was dropped that didn't read what it was sent.
var ErrSlow = errors.New("too far behind")

var errEnded = errors.New("ended by the server")

// within gives the reads from now on so much time, unless the member has ended.
func (m *member) within(d time.Duration) error {
	if err := m.conn.SetReadDeadline(time.Now().Add(d)); err != nil {
		return err
	}
	if m.ended.Load() {
		return errEnded
	}
	return nil
}

// end makes the reader stop, whatever it does. One of the two that set a deadline
// comes last: if it is within, within finds ended true.
func (m *member) end() error {
	m.ended.Store(true)
	return m.conn.SetReadDeadline(time.Now())
}

// lines calls got with every line, until the member is gone, or breaks a limit.
func (m *member) lines(got func(line []byte)) error {
	r := bufio.NewReaderSize(m.conn, m.limits.Line)
	for {
		if r.Buffered() == 0 {
			if err := m.within(m.limits.Idle); err != nil {
				return err
			}
			if _, err := r.Peek(1); err != nil {
				return err
			}
		}
		if err := m.within(m.limits.Message); err != nil {
			return err
		}
		line, err := readLine(r)
		if err != nil {
			return err
		}
		got(bytes.Clone(line))
	}
}

// drop ends the member without a word, for which there is no room: what it
// hasn't received is lost. A Read or Write that waits for it fails.
func (m *member) drop() {
	m.outbox.close()
	m.closing.Do(func() {
		m.closed = errors.Join(ErrSlow, m.conn.SetLinger(0), m.conn.Close())
	})
}

// close ends the member. It returns what came of that, or of drop.
func (m *member) close() error {
	m.closing.Do(func() { m.closed = m.conn.Close() })
	return m.closed
}

// serve reads and writes until either ends, and closes the connection. It returns
// why.
func (m *member) serve(got func(line []byte)) error {
	written := make(chan error, 1)
	go func() {
		err := m.outbox.run(m.conn, m.limits.Write)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			m.drop() // a part may be written, and the kernel would keep the rest
		}
		written <- errors.Join(err, m.conn.CloseWrite(), m.end())
	}()
	err := m.lines(got)
	if reason := complaint(err); reason != "" && !m.ended.Load() {
		m.outbox.put([]byte("ERROR :" + reason + "\r\n"))
	}
	m.outbox.close()
	err = errors.Join(err, <-written)
	return errors.Join(err, m.drain(), m.close())
}

// complaint is what a member is told about the end of its lines.
func complaint(err error) string {
	switch {
	case errors.Is(err, ErrTooLong):
		return "line too long"
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "too slow"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "half a line"
	}
	return ""
}

// drain reads what the member has sent in vain, within bounds, so that the close
// is no reset and our last line arrives.
func (m *member) drain() error {
	if err := m.conn.SetReadDeadline(time.Now().Add(m.limits.Message)); err != nil {
		return err
	}
	_, err := io.CopyN(io.Discard, m.conn, 64<<10)
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	return fmt.Errorf("drain: %w", err)
}
