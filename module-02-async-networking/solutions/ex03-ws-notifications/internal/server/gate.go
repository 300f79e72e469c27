package server

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"

	"systems.course/notify/internal/wire"
)

// errShut is returned for a write after a close frame, or after one that failed.
var errShut = errors.New("a close frame has been written, or a write has failed")

// A gate is a connection through which frames pass, one Write after the other, and
// none after a close frame or a write that failed in its middle.
//
// The library writes some frames itself, from the reader's goroutine: a close
// frame when the peer breaks RFC 6455, and answers to pings. A writer that goes
// past the library, by NetConn, would not know.
type gate struct {
	net.Conn
	sent *atomic.Uint64

	mu       sync.Mutex
	upgraded bool // the answer to the handshake has passed
	left     int  // bytes that the frame under way still has
	shut     bool
}

// Write passes frames on: whole ones, or the first half of one, whose rest comes
// next. The library writes one that its buffer is too small for in two, and the
// rest may begin with any byte. A close frame comes in a Write of its own.
func (g *gate) Write(frames []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut {
		return 0, errShut
	}
	n, err := g.Conn.Write(frames)
	g.sent.Add(uint64(n))
	g.shut = err != nil || g.upgraded && g.left == 0 && wire.IsClose(frames)
	switch {
	case !g.upgraded:
		g.upgraded = true
	case g.left > 0:
		g.left = max(0, g.left-len(frames))
	default:
		g.left = max(0, wire.FrameSize(frames)-len(frames))
	}
	return n, err
}

// A gatekeeper is a ResponseWriter that puts a gate before the connection which
// the library takes over.
type gatekeeper struct {
	http.ResponseWriter
	sent *atomic.Uint64
}

// Hijack implements http.Hijacker.
func (k gatekeeper) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(k.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	return &gate{Conn: conn, sent: k.sent}, rw, nil
}
