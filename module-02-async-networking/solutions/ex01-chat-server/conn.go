package chat

import (
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"go.uber.org/zap"

	"systems.course/chat/internal/fanout"
	"systems.course/chat/internal/hub"
)

// How long a connection is read on after its last line was sent: closed with unread
// bytes in it, TCP would reset it, and the client might never see that line.
const (
	linger        = time.Second
	refusedLinger = 200 * time.Millisecond
)

// A conn is a connection: its goroutine reads, handles lines, and writes what they
// cause. It is the fanout.Peer of its client's queue.
type conn struct {
	server *server
	direct direct   // of raw; not usable where there is TLS
	raw    net.Conn // TCP
	net    net.Conn // raw, or TLS over it
	host   string   // the client's address without its port
	client *hub.Client

	killed chan struct{} // closed once it has been killed, and its deadline is set
	mu     sync.Mutex
	reason string // why killed; "" if not
	cut    bool   // what is queued is dropped
	over   bool   // it ends: it is too late to kill it
}

func newConn(s *server, raw net.Conn) *conn {
	c := &conn{server: s, raw: raw, net: s.secure(raw), killed: make(chan struct{})}
	if c.net == raw {
		c.direct.open(raw)
	}
	host, _, err := net.SplitHostPort(raw.RemoteAddr().String())
	if err != nil {
		host = "unknown"
	}
	c.host = host
	return c
}

// serve is the life of a connection.
func (c *conn) serve() {
	log := c.server.options.Log
	log.Debug("connected", zap.String("host", c.host))
	reason := c.read()
	killed, cut := c.end()
	if killed != "" {
		reason = killed
	}
	log.Debug("disconnected", zap.String("host", c.host), zap.String("reason", reason))

	b := batches.Get().(*fanout.Batch)
	c.server.hub.Remove(c.client, reason, b)
	b.Flush()
	batches.Put(b)
	patience := linger
	if killed == "" {
		patience = c.server.options.Drain
	}
	c.finish(fmt.Appendf(nil, "ERROR :Closing Link: %s (%s)\r\n", c.host, reason), patience, cut)
}

// finish sends what is queued and last, as far as the client takes it within patience, and
// then waits a moment for the client to close.
func (c *conn) finish(last []byte, patience time.Duration, cut bool) {
	deadline := time.Now().Add(patience)
	if until := c.server.stopped.Load(); until != nil {
		deadline = *until
	}
	c.deadline(c.raw.SetDeadline, deadline)
	<-c.client.Queue.End(last, cut)
	if end := time.Now().Add(linger); end.Before(deadline) {
		deadline = end
	}
	c.server.linger(c.net, c.raw, deadline)
}

// linger closes net, which goes through raw, for writing, and reads raw until the client
// has closed it too or the deadline has come.
func (s *server) linger(net, raw net.Conn, deadline time.Time) {
	if half, ok := net.(interface{ CloseWrite() error }); ok {
		s.close("write side", half.CloseWrite)
	}
	s.close("deadline", func() error { return raw.SetReadDeadline(deadline) })
	// Copy ends with EOF or by the deadline: either way there is nothing more to do.
	_, err := io.Copy(io.Discard, onlyReader{raw})
	s.close("linger", func() error { return err })
}

// onlyReader hides that a TCP connection can be spliced, which would need a pipe.
type onlyReader struct{ io.Reader }

// Kill implements hub.Conn. The reading goroutine is woken, and does the rest.
func (c *conn) Kill(reason string) { c.kill(reason, false) }

// Full implements fanout.Peer.
func (c *conn) Full() {
	c.server.counts.full.Add(1)
	c.server.options.Log.Info("slow client dropped", zap.String("host", c.host))
	c.kill(reasonFull, true)
}

// Failed implements fanout.Peer.
func (c *conn) Failed(err error) { c.kill("Write error: "+plain(err), true) }

func (c *conn) kill(reason string, cut bool) {
	c.mu.Lock()
	late := c.over || c.reason != ""
	if !late {
		c.reason, c.cut = reason, cut
	}
	c.mu.Unlock()
	if !late {
		c.deadline(c.raw.SetReadDeadline, time.Unix(1, 0))
		close(c.killed)
	}
}

func (c *conn) isKilled() bool {
	select {
	case <-c.killed:
		return true
	default:
		return false
	}
}

// end has kill do nothing from now on, and returns what it was called for before. Where
// it is being called, end waits for its deadline: the next one must not be overwritten.
func (c *conn) end() (reason string, cut bool) {
	c.mu.Lock()
	c.over = true
	reason, cut = c.reason, c.cut
	c.mu.Unlock()
	if reason != "" {
		<-c.killed
	}
	return reason, cut
}

// deadline sets one. It fails on a closed connection only, whose reads and writes fail
// too.
func (c *conn) deadline(set func(time.Time) error, t time.Time) {
	c.server.close("deadline", func() error { return set(t) })
}

// Close closes the connection at once.
func (c *conn) Close() error {
	c.direct.release()
	return c.raw.Close()
}

// TryWrite implements fanout.Peer. Where the connection can't be tried, nothing is
// written, and the queue starts a goroutine that calls Write.
func (c *conn) TryWrite(p []byte) (int, error) {
	n, err := c.direct.tryWrite(p)
	c.server.counts.sent.Add(int64(n))
	return n, err
}

// Write implements fanout.Peer.
func (c *conn) Write(p []byte) (int, error) {
	n, err := c.net.Write(p)
	c.server.counts.sent.Add(int64(n))
	return n, err
}

// plain returns an error's text without the addresses that net.OpError puts there:
// others see it.
func plain(err error) string {
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	return err.Error()
}
