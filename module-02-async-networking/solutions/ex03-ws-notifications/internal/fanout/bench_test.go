package fanout_test

import (
	"net"
	"runtime"
	"testing"
	"time"

	"systems.course/notify/config"
	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/hub"
)

func newQueue(o config.Options) fanout.Hub { return hub.New(o, 1) }

// A sink is a connection that takes everything at once.
type sink struct{ net.Conn }

func (s sink) NetConn() net.Conn                       { return s }
func (sink) SetWriteDeadline(time.Time) error          { return nil }
func (sink) Write(b []byte) (int, error)               { return len(b), nil }
func (sink) WriteMessage(int, []byte) error            { return nil }
func (sink) WriteControl(int, []byte, time.Time) error { return nil }

func benchmarkPublish(b *testing.B, h fanout.Hub, clients int) {
	for range clients {
		c := h.Attach(sink{}, fanout.Hooks{Idle: func() {}, Ended: func(error) {}})
		b.Cleanup(c.Detach)
		if err := c.Watch(everything, nil, func(uint64) []byte { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	data := []byte(`{"some":"data of forty bytes or thereabouts"}`)
	stats := h.Stats()
	published := uint64(0)
	for b.Loop() {
		h.Publish("a", data)
		if published++; published%64 == 0 {
			for stats.Delivered.Load() < published*uint64(clients) {
				runtime.Gosched()
			}
		}
	}
}
