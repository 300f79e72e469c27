package server

import (
	"net"
	"sync"
	"time"
)

// A readDeadline is the deadline of a connection's reads. Three things set it:
// a sign of life moves it, a message has to end before it, and a session that
// ends leaves a last one. Its methods may be called from any goroutine.
//
// An error of SetReadDeadline says that the connection is closed, which the next
// read says too.
type readDeadline struct {
	conn net.Conn
	idle time.Duration

	mu      sync.Mutex
	message time.Time // when the message must have ended; zero between messages
	last    bool      // it stays where it is
}

// alive says that something has come.
func (d *readDeadline) alive() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.setLocked()
}

// begin says that a message has begun, or is expected, and must end in time. If
// that was said before, the earlier time counts.
func (d *readDeadline) begin(within time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if until := time.Now().Add(within); d.message.IsZero() || until.Before(d.message) {
		d.message = until
	}
	d.setLocked()
}

// end says that a message has ended.
func (d *readDeadline) end() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.message = time.Time{}
	d.setLocked()
}

// finish sets the last deadline.
func (d *readDeadline) finish(within time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last = true
	_ = d.conn.SetReadDeadline(time.Now().Add(within))
}

// finished reports whether finish has been called.
func (d *readDeadline) finished() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last
}

// late reports whether it was a message that didn't end in time.
func (d *readDeadline) late() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return !d.message.IsZero() && !time.Now().Before(d.message)
}

func (d *readDeadline) setLocked() {
	if d.last {
		return
	}
	deadline := time.Now().Add(d.idle)
	if !d.message.IsZero() && d.message.Before(deadline) {
		deadline = d.message
	}
	_ = d.conn.SetReadDeadline(deadline)
}
