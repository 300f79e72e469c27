package shared

import (
	"time"

	"systems.course/notify/config"
	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/topic"
	"systems.course/notify/internal/wire"
)

// A client is a fanout.Client. What is below the line is guarded by hub.mu.
type client struct {
	hub   *Hub
	conn  fanout.Conn
	hooks fanout.Hooks
	wake  chan struct{} // a token is in it when the writer should look again
	room  chan struct{} // a token is in it when the reader should look again
	ended chan struct{} // closed when the writer has ended
	busy  bool          // its last write had several events; the writer's own

	policy   config.Policy
	set      topic.Set
	cursor   uint64 // an event id
	feed     *feed  // nil while it walks along the log
	position uint64 // in feed
	replies  []reply
	end      *ending
}

// A reply is a small message that only this client gets.
type reply struct {
	message []byte
	after   uint64  // events up to this id go before it
	change  *change // what else happens when it is sent
}

// A change is another set of patterns.
type change struct {
	set   topic.Set
	since *uint64
}

// An ending is how a writer ends: with a close frame, or, where code is 0, with
// nothing; at once, or when all is sent.
type ending struct {
	code   int
	reason string
	now    bool
}

// Reply implements fanout.Client.
func (c *client) Reply(message []byte) error {
	return c.push(func(uint64) (reply, error) { return reply{message: message}, nil })
}

// Offer implements fanout.Client.
func (c *client) Offer(message []byte) bool {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	if len(c.replies) >= fanout.MaxOffers {
		return false
	}
	c.pushLocked(reply{message: message})
	return true
}

// Watch implements fanout.Client. It doesn't wait for the client to catch up.
func (c *client) Watch(set topic.Set, since *uint64, answer func(last uint64) []byte) error {
	return c.push(func(last uint64) (reply, error) {
		r := reply{message: answer(last), after: last, change: &change{set, since}}
		if since != nil && *since > last {
			return r, wire.Refuse("since", "%d is above the newest event's id, %d", *since, last)
		}
		return r, nil
	})
}

// push waits for room and adds a reply that is made then.
func (c *client) push(make func(last uint64) (reply, error)) error {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	for c.end == nil && len(c.replies) >= fanout.MaxReplies {
		c.hub.mu.Unlock()
		<-c.room
		c.hub.mu.Lock()
	}
	if c.end != nil {
		return fanout.ErrClosed
	}
	r, err := make(c.hub.log.Last())
	if err != nil {
		return err
	}
	c.pushLocked(r)
	return nil
}

func (c *client) pushLocked(r reply) {
	if c.end == nil {
		c.replies = append(c.replies, r)
		c.wakeLocked()
	}
}

// wakeLocked makes the writer look again.
func (c *client) wakeLocked() {
	if c.feed != nil {
		delete(c.feed.idle, c)
	}
	signal(c.wake)
}

// SetPolicy implements fanout.Client.
func (c *client) SetPolicy(p config.Policy) {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	c.policy = p
}

// Close implements fanout.Client.
func (c *client) Close(code int, reason string) {
	c.finish(ending{code, reason, true})
	c.hurry()
}

// Shutdown implements fanout.Client.
func (c *client) Shutdown(code int, reason string) { c.finish(ending{code, reason, false}) }

func (c *client) finish(how ending) {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	if c.end == nil {
		c.endLocked(how)
	}
}

// Detach implements fanout.Client.
func (c *client) Detach() {
	c.abandon()
	c.hurry()
	<-c.ended
}

// abandon ends the writer without a close frame.
func (c *client) abandon() {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	c.endLocked(ending{now: true})
}

func (c *client) endLocked(how ending) {
	c.end = &how
	c.wakeLocked()
	signal(c.room)
	if how.now {
		c.replies = nil
		c.hub.leaveLocked(c)
	}
}

// hurry ends a write that is under way within a second. An error says that the
// connection is closed, and then the write has ended already.
func (c *client) hurry() {
	_ = c.conn.NetConn().SetWriteDeadline(time.Now().Add(fanout.CloseWait))
}
