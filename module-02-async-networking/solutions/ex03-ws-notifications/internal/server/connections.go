package server

import (
	"net"
	"net/http"
	"sync"
)

// connections is what has been accepted and is net/http's: a session's connection
// is no longer among it. Shutdown of that package leaves two things to its caller.
// It waits up to five seconds for a connection that has sent nothing yet, as
// browsers and clients open them in advance; and it returns before the goroutines
// of those that it has closed have ended.
type connections struct {
	open sync.WaitGroup

	mu       sync.Mutex
	stopping bool
	silent   map[net.Conn]struct{} // no request has come whole yet
}

// changed is a http.Server's ConnState.
func (c *connections) changed(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.silent, conn)
	switch state {
	case http.StateNew:
		c.open.Add(1)
		if c.stopping { // accepted a moment before the listener was closed
			_ = conn.Close() // its reader sees it, and says that it is closed
			return
		}
		c.silent[conn] = struct{}{}
	case http.StateHijacked, http.StateClosed:
		c.open.Done()
	}
}

// closeSilent closes those that have sent no request, now and from now on.
func (c *connections) closeSilent() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopping = true
	for conn := range c.silent {
		_ = conn.Close() // as above
	}
}
