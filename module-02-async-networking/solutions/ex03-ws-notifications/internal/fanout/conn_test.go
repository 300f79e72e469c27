package fanout_test

import (
	"encoding/binary"
	"encoding/json"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/notify/config"
	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/hub"
	"systems.course/notify/internal/shared"
)

// patience is how long a test waits for what has to come.
const patience = 20 * time.Second

// each runs a test with each of the fan-outs.
func each(t *testing.T, o config.Options, test func(*testing.T, fanout.Hub)) {
	o.FirstID = 1
	t.Run("queue", func(t *testing.T) { test(t, hub.New(o, 1)) })
	t.Run("shared", func(t *testing.T) { test(t, shared.New(o, 1)) })
}

// A recorder is a connection that keeps what is written to it, and can hold its
// writer up.
type recorder struct {
	net.Conn // nil: what a writer doesn't need is not there
	pause    func()

	mu     sync.Mutex
	stream []byte
	writes int
}

func (r *recorder) NetConn() net.Conn                { return r }
func (r *recorder) SetWriteDeadline(time.Time) error { return nil }

// Write takes frames.
func (r *recorder) Write(frames []byte) (int, error) {
	r.pause()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stream = append(r.stream, frames...)
	r.writes++
	return len(frames), nil
}

// WriteMessage makes a frame, as the library would.
func (r *recorder) WriteMessage(kind int, payload []byte) error {
	frame := []byte{0x80 | byte(kind), 127}
	frame = binary.BigEndian.AppendUint64(frame, uint64(len(payload)))
	_, err := r.Write(append(frame, payload...))
	return err
}

// WriteControl makes a frame without waiting.
func (r *recorder) WriteControl(kind int, payload []byte, _ time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stream = append(append(r.stream, 0x80|byte(kind), byte(len(payload))), payload...)
	return nil
}

// count returns how many times Write was called.
func (r *recorder) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.writes
}

// A said is any message that a client was sent; a close frame has the type close.
type said struct {
	Type   string
	ID     uint64
	Topic  string
	From   uint64
	To     uint64
	Number int
	Code   int
	Reason string
}

// said returns all messages so far.
func (r *recorder) said(t *testing.T) []said {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []said
	for rest := r.stream; len(rest) > 0; {
		op, size, header := rest[0]&0xf, uint64(rest[1]), 2
		switch size {
		case 126:
			size, header = uint64(binary.BigEndian.Uint16(rest[2:])), 4
		case 127:
			size, header = binary.BigEndian.Uint64(rest[2:]), 10
		}
		payload := rest[header : header+int(size)]
		rest = rest[header+int(size):]
		var m said
		switch op {
		case 1:
			require.NoError(t, json.Unmarshal(payload, &m), "%s", payload)
		case 8:
			m = said{Type: "close", Code: int(binary.BigEndian.Uint16(payload))}
			require.Empty(t, rest, "something after a close frame")
		default:
			continue
		}
		all = append(all, m)
	}
	return all
}

// An attached client, and what it was sent.
type attached struct {
	fanout.Client
	*recorder
	ended chan error
	idle  chan struct{}
}

func attach(t *testing.T, h fanout.Hub, pause func()) *attached {
	t.Helper()
	a := &attached{recorder: &recorder{pause: pause}, ended: make(chan error, 1), idle: make(chan struct{}, 1)}
	a.Client = h.Attach(a.recorder, fanout.Hooks{
		Idle: func() {
			select {
			case a.idle <- struct{}{}:
			default:
			}
		},
		Ended: func(err error) { a.ended <- err },
	})
	t.Cleanup(a.Detach)
	return a
}

// awaitEnd returns why the writer has ended.
func (a *attached) awaitEnd(t *testing.T) error {
	t.Helper()
	select {
	case err := <-a.ended:
		a.ended <- err
		return err
	case <-time.After(patience):
		t.Fatal("the writer doesn't end")
		return nil
	}
}
