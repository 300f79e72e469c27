package hub

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/notify/config"
	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/topic"
)

// A stalled connection has begun to write the first message, and never ends.
type stalled struct {
	fanout.Conn
	net  net.Conn
	done chan struct{}
}

func (s stalled) NetConn() net.Conn                { return s.net }
func (s stalled) SetWriteDeadline(time.Time) error { return nil }

func (s stalled) WriteMessage(int, []byte) error {
	<-s.done
	return net.ErrClosed
}

// Who asks for all that the log has, and doesn't read, holds a bounded part of it.
func TestReadsTheLogAheadByBytes(t *testing.T) {
	const large = 60 << 10
	o := config.Default()
	h := New(o, 1)
	for range 200 {
		h.Publish("a", []byte(`"`+strings.Repeat("x", large)+`"`))
	}
	here, there := net.Pipe()
	t.Cleanup(func() { require.NoError(t, there.Close()) })
	conn := stalled{net: here, done: make(chan struct{})}
	c := h.Attach(conn, fanout.Hooks{Idle: func() {}, Ended: func(error) {}}).(*client)
	watched := make(chan error, 1)
	set, zero := topic.Set{}.With([]string{"a"}), uint64(0)
	go func() { watched <- c.Watch(set, &zero, func(uint64) []byte { return []byte("{}") }) }()

	held := func() (bytes int) {
		c.queue.mu.Lock()
		defer c.queue.mu.Unlock()
		for _, i := range c.queue.items {
			bytes += len(i.message)
		}
		return bytes
	}
	require.Eventually(t, func() bool { return held() > large }, 10*time.Second, time.Millisecond)
	select {
	case err := <-watched:
		t.Fatalf("the whole log is in the queue: %d bytes, %v", held(), err)
	case <-time.After(100 * time.Millisecond):
	}
	require.Less(t, held(), 4*large)

	close(conn.done)
	c.Detach()
	require.ErrorIs(t, <-watched, fanout.ErrClosed)
}
