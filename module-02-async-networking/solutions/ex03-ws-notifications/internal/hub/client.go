package hub

import (
	"bytes"
	"time"

	"systems.course/notify/config"
	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/topic"
	"systems.course/notify/internal/wire"
)

// maxWalk is how many events of the log are looked at while the lock is held.
const maxWalk = 1024

// A client is a fanout.Client.
type client struct {
	hub   *Hub
	conn  fanout.Conn
	hooks fanout.Hooks
	queue *queue
	ended chan struct{} // closed when the writer has ended

	// What follows is guarded by hub.mu.
	set    topic.Set // what it gets while it is live
	behind bool      // it reads along the log
	last   *ending   // how it ends when it is no longer behind, if it is to end then
}

// Reply implements fanout.Client.
func (c *client) Reply(message []byte) error {
	if err := c.queue.awaitRoom((*queue).roomForReply); err != nil {
		return err
	}
	c.queue.reply(message)
	return nil
}

// Offer implements fanout.Client.
func (c *client) Offer(message []byte) bool { return c.queue.offer(message) }

// Watch implements fanout.Client. With since it returns when the client has
// caught up, which takes as long as the client takes to read: until then its
// requests aren't read.
func (c *client) Watch(set topic.Set, since *uint64, reply func(last uint64) []byte) error {
	if err := c.queue.awaitRoom((*queue).roomForReply); err != nil {
		return err
	}
	h := c.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	last := h.log.Last()
	if since != nil && *since > last {
		return wire.Refuse("since", "%d is above the newest event's id, %d", *since, last)
	}
	c.queue.reply(reply(last))
	c.set = set
	if since == nil {
		h.clients[c] = struct{}{}
		return nil
	}
	from := *since + 1
	if *since == 0 {
		from = h.log.First() // whatever the log has: nothing is missed
	}
	if lost := h.log.First(); from < lost {
		c.queue.missed(from, lost-1, wire.ReasonLog)
		from = lost
	}
	return c.catchUp(from)
}

// catchUp gives the queue what the log has from an id on, as there is room, and
// makes the client live when nothing is left. It is called with Hub.mu held and
// returns with it held, and lets go of it to wait, and for others now and then.
func (c *client) catchUp(from uint64) error {
	h := c.hub
	c.behind = true
	for {
		if lost := h.log.First(); from < lost { // overtaken while we waited
			if !c.queue.overtaken(from, lost-1) {
				h.stats.Slow.Add(1)
				return fanout.ErrClosed
			}
			from = lost
		}
		for end := from + maxWalk; from < end && from <= h.log.Last() && c.queue.roomForEvent(); from++ {
			if e := h.log.At(from); c.set.Match(e.Topic) {
				c.queue.event(e.ID, bytes.Clone(e.Payload()))
			}
		}
		if from > h.log.Last() {
			h.clients[c] = struct{}{}
			c.behind = false
			if c.last != nil {
				c.queue.close(c.last.code, c.last.reason, false)
			}
			return nil
		}
		h.mu.Unlock()
		err := c.queue.awaitRoom((*queue).roomForEvent)
		h.mu.Lock()
		if err != nil {
			return err
		}
	}
}

// SetPolicy implements fanout.Client.
func (c *client) SetPolicy(p config.Policy) { c.queue.setPolicy(p) }

// Close implements fanout.Client. The writer may be in the middle of a write to a
// peer that doesn't read: it gets a second more.
func (c *client) Close(code int, reason string) {
	c.queue.close(code, reason, true)
	c.hurry()
}

// Shutdown implements fanout.Client. For a client that is behind, what is waiting
// is in the log as well.
func (c *client) Shutdown(code int, reason string) {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	if c.behind {
		c.last = &ending{code, reason}
		return
	}
	c.queue.close(code, reason, false)
}

// Detach implements fanout.Client.
func (c *client) Detach() {
	c.hub.mu.Lock()
	delete(c.hub.clients, c)
	c.hub.mu.Unlock()
	c.queue.abandon()
	c.hurry()
	<-c.ended
}

// hurry ends a write that is under way within a second. An error says that the
// connection is closed, and then the write has ended already.
func (c *client) hurry() {
	_ = c.conn.NetConn().SetWriteDeadline(time.Now().Add(fanout.CloseWait))
}
