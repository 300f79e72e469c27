package server

import (
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/wire"
)

// A closing is why a session ends, as a close frame says it. As an error it ends
// a session's reader.
type closing struct {
	code   int
	reason string
}

func (c *closing) Error() string { return fmt.Sprintf("close %d: %s", c.code, c.reason) }

// errEnded ends the reader after the writer has ended, or the server has stopped.
var errEnded = errors.New("the server has closed")

// prepare sets the limits of a connection. The library counts a message's bytes on
// the wire, all fragments together, before it has them; that is this limit. Those
// that come out of a compressed message are counted by readMessage. A message that
// can't be compressed is a little longer when it is.
func (s *session) prepare() {
	o := &s.server.options // the handlers below keep it, not a copy
	limit := o.MaxMessage
	if o.Compress {
		limit += limit/100 + 64
	}
	s.conn.SetReadLimit(limit)
	s.conn.SetPongHandler(func(string) error {
		s.deadline.alive()
		return nil
	})
	s.conn.SetPingHandler(func(payload string) error {
		s.deadline.alive()
		err := s.conn.WriteControl(websocket.PongMessage, []byte(payload), time.Now().Add(o.WriteTimeout))
		if errors.Is(err, websocket.ErrCloseSent) {
			return nil // the peer's close frame may still come
		}
		return err
	})
}

// readMessage returns the next message. An error is final. It is a *closing if
// the client is to be told.
func (s *session) readMessage() ([]byte, error) {
	kind, r, err := s.conn.NextReader()
	if err != nil {
		return nil, s.readError(err)
	}
	s.deadline.begin(s.server.options.MessageTimeout)
	if kind != websocket.TextMessage {
		return nil, &closing{wire.CloseUnsupported, "messages are text"}
	}
	limit := s.server.options.MaxMessage
	message, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, s.readError(err)
	case int64(len(message)) > limit:
		return nil, s.readError(websocket.ErrReadLimit)
	case !utf8.Valid(message):
		return nil, &closing{wire.CloseInvalidData, "the message is not UTF-8"}
	}
	s.deadline.end()
	return message, nil
}

// readError says how a session ends whose connection can't be read any more.
func (s *session) readError(err error) error {
	corrupt := flate.CorruptInputError(0)
	var network net.Error // the library hides what os.ErrDeadlineExceeded is
	switch {
	case errors.Is(err, websocket.ErrReadLimit):
		return &closing{wire.CloseTooBig, fmt.Sprintf("a message has at most %d bytes", s.server.options.MaxMessage)}
	case errors.As(err, &corrupt), errors.Is(err, io.ErrUnexpectedEOF):
		return &closing{wire.CloseInvalidData, "the message can't be inflated"}
	case !errors.As(err, &network) || !network.Timeout():
		return err // the peer has closed or broken off, or the library has sent 1002
	case s.deadline.finished():
		return errEnded
	case s.client == nil:
		return &closing{wire.CloseUnauthorized, "auth didn't come in time"}
	case s.deadline.late():
		return &closing{wire.ClosePolicy, "the message took too long"}
	default:
		return &closing{wire.CloseIdle, fmt.Sprintf("nothing came for %v", s.server.options.Idle)}
	}
}

// linger gives the peer a second to read the close frame. To close a connection
// on which unread bytes lie resets it, and the peer's system may then throw away
// the close frame with everything else that it has not read.
func (s *session) linger() {
	s.deadline.finish(fanout.CloseWait)
	conn := s.conn.NetConn()
	if g, ok := conn.(*gate); ok {
		conn = g.Conn
	}
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		if err := half.CloseWrite(); err != nil {
			return
		}
	}
	_, _ = io.Copy(io.Discard, conn) // ends with the peer's end, or the deadline
}
