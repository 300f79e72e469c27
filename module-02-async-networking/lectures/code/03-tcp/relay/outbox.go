package relay

import (
	"net"
	"sync"
	"time"
)

// header is what a waiting message costs beside its bytes: its place in waiting.
const header = 24

// An outbox holds what one member has still to be sent. Its methods may be
// called by any goroutine; run is called once.
type outbox struct {
	limit int // bytes, with a header for each message
	ready chan struct{}

	mu      sync.Mutex
	waiting [][]byte
	size    int
	closed  bool
}

func newOutbox(limit int) *outbox {
	return &outbox{limit: limit, ready: make(chan struct{}, 1)}
}

// put queues a message, which nobody may change afterwards. It never waits: it
// returns false if there is no room. When the outbox is closed it does nothing.
func (o *outbox) put(message []byte) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return true
	}
	cost := len(message) + header
	if o.size+cost > o.limit {
		return false
	}
	o.waiting = append(o.waiting, message)
	o.size += cost
	o.wake()
	return true
}

// close lets run end when it has written what was put.
func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.wake()
}

func (o *outbox) wake() {
	select {
	case o.ready <- struct{}{}:
	default: // one sign is enough
	}
}

// take returns all that waits, and whether there will be more.
func (o *outbox) take() (batch net.Buffers, more bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	batch, o.waiting, o.size = o.waiting, nil, 0
	return batch, !o.closed
}

// run writes until the outbox is closed and empty, or a batch takes longer than
// patience.
func (o *outbox) run(conn net.Conn, patience time.Duration) error {
	for {
		<-o.ready
		batch, more := o.take()
		if err := conn.SetWriteDeadline(time.Now().Add(patience)); err != nil {
			return err
		}
		if _, err := batch.WriteTo(conn); err != nil {
			return err
		}
		if !more {
			return nil
		}
	}
}
