package restapi

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// silentGrace is for a first request that is on its way when the server stops.
const silentGrace = 250 * time.Millisecond

// silent are the connections on which no request has come whole yet. Browsers
// open some in advance. Shutdown of net/http takes one for busy until it is five
// seconds old: a stop would wait for it, and fail if it may not wait so long.
type silent struct {
	mu      sync.Mutex
	closing bool
	conns   map[net.Conn]struct{}
}

// changed is a http.Server's ConnState.
func (s *silent) changed(conn net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, conn)
	if state != http.StateNew {
		return
	}
	if s.closing {
		_ = conn.Close() // its goroutine sees it
		return
	}
	s.conns[conn] = struct{}{}
}

// closeAfter closes them after a moment, unless it is cancelled.
func (s *silent) closeAfter(d time.Duration) (cancel func()) {
	timer := time.AfterFunc(d, s.close)
	return func() { timer.Stop() }
}

// close closes them, now and from now on.
func (s *silent) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closing = true
	for conn := range s.conns {
		_ = conn.Close() // as above
	}
}
