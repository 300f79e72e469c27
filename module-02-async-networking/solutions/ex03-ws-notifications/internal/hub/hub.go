// Package hub brings events to clients in the plain way: a hub that knows all
// clients, a bounded queue for each, and a goroutine for each that writes what
// is in its queue.
//
//	Publish ──▶ log            the newest events, for those who come back
//	   └─────▶ queue A ──▶ writer A ──▶ connection A
//	   └─────▶ queue B ──▶ writer B ──▶ connection B, stalled
//
// Invariants:
//
//  1. An event gets its id, its place in the log and its place in all queues under
//     one lock, so each queue has its events in the order of their ids.
//  2. Nothing blocks under that lock: a full queue drops, or closes its client.
//  3. A client is either live, and gets events by Publish, or behind, and gets
//     them from the log by its own reader. It goes from behind to live under the
//     lock, when the log has nothing more for it: no event lies between.
//
// Locks are taken in the order Hub.mu, queue.mu.
package hub

import (
	"bytes"
	"sync"
	"time"

	"systems.course/notify/config"
	"systems.course/notify/internal/eventlog"
	"systems.course/notify/internal/fanout"
)

// A Hub is a fanout.Hub.
type Hub struct {
	options config.Options
	stats   fanout.Stats

	mu      sync.Mutex
	log     *eventlog.Log
	clients map[*client]struct{}
}

// New returns a hub whose first event has the id first.
func New(o config.Options, first uint64) *Hub {
	return &Hub{
		options: o,
		log:     eventlog.New(first, o.LogEvents, o.LogBytes),
		clients: map[*client]struct{}{},
	}
}

// Publish implements fanout.Hub. It takes time in proportion to the number of
// clients.
func (h *Hub) Publish(topic string, data []byte) uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	event := h.log.Append(topic, time.Now(), data)
	h.stats.Published.Add(1)
	// One copy for all queues: what waits in one must not keep alive what the log has
	// stored beside it.
	message := bytes.Clone(event.Payload())
	for c := range h.clients {
		if c.set.Match(topic) && !c.queue.event(event.ID, message) {
			h.stats.Slow.Add(1)
			delete(h.clients, c)
			c.hurry()
		}
	}
	return event.ID
}

// Last implements fanout.Hub.
func (h *Hub) Last() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.log.Last()
}

// Held implements fanout.Hub.
func (h *Hub) Held() (events int, bytes int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.log.Len()
}

// Stats implements fanout.Hub.
func (h *Hub) Stats() *fanout.Stats { return &h.stats }

// Attach implements fanout.Hub.
func (h *Hub) Attach(conn fanout.Conn, hooks fanout.Hooks) fanout.Client {
	c := &client{
		hub: h, conn: conn, hooks: hooks,
		queue: newQueue(h.options.Queue, h.options.Policy),
		ended: make(chan struct{}),
	}
	go c.write()
	return c
}
