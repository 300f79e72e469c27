package shared

import (
	"math"

	"systems.course/notify/config"
	"systems.course/notify/internal/wire"
)

// maxWalk is how many events of the log are looked at while the lock is held.
const maxWalk = 1024

// gather puts what the client is to be sent into the batch: events up to where
// the first reply belongs, the reply, events up to the next. It returns when the
// batch is full, when it has looked at enough, or when nothing is left; then idle
// is true, and the client is among its feed's sleepers. An ending is returned in
// place of a batch, and after everything else unless it is to be now.
func (c *client) gather(b *batch) (idle bool, end *ending) {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	for walked := 0; walked < maxWalk && !b.full(); {
		if c.end != nil && c.end.now {
			return false, c.end
		}
		limit := uint64(math.MaxUint64)
		if len(c.replies) > 0 {
			limit = c.replies[0].after
		}
		switch {
		case c.feed == nil && c.cursor < min(limit, c.hub.log.Last()):
			walked += c.walkLocked(b, min(limit, c.hub.log.Last()))
		case c.feed != nil && c.feedLocked(b, limit):
		case len(c.replies) > 0:
			c.replyLocked(b)
		case c.feed == nil:
			c.hub.joinLocked(c)
		case !b.empty():
			return false, nil
		case c.end != nil:
			return false, c.end
		default:
			c.replies = nil // an idle client keeps no memory
			c.feed.idle[c] = struct{}{}
			return true, nil
		}
	}
	return false, nil
}

// walkLocked takes events from the log, up to the id limit, and returns how many
// it has looked at.
func (c *client) walkLocked(b *batch, limit uint64) int {
	log := c.hub.log
	if c.set.Len() == 0 {
		c.cursor = limit
		return 0
	}
	if first := log.First(); c.cursor+1 < first {
		return c.overtakenLocked(b, min(limit, first-1))
	}
	walked := 0
	for ; c.cursor < limit && walked < maxWalk && !b.full(); walked++ {
		c.cursor++
		if e := log.At(c.cursor); c.set.Match(e.Topic) {
			b.event(e.Run)
		}
	}
	return walked
}

// feedLocked takes events from the feed, up to the id limit. It returns false if
// there was nothing to take.
func (c *client) feedLocked(b *batch, limit uint64) bool {
	f, log := c.feed, c.hub.log
	if limit <= c.cursor {
		return false
	}
	from := max(c.position, f.oldest())
	for from < f.next && f.at(from) < log.First() {
		from++ // the log is shorter than the queue
	}
	if from > c.position {
		lost := log.Last()
		if from < f.next {
			lost = f.at(from) - 1
		}
		c.position = from
		if lost = min(lost, limit); c.cursor < lost {
			c.overtakenLocked(b, lost)
			return true
		}
	}
	took := false
	for c.position < f.next && f.at(c.position) <= limit && !b.full() {
		c.cursor = f.at(c.position)
		b.event(log.At(c.cursor).Run)
		c.position++
		took = true
	}
	return took
}

// overtakenLocked passes over events up to the id to, of which some were for the
// client: it has been too slow.
func (c *client) overtakenLocked(b *batch, to uint64) int {
	if c.policy == config.CloseClient {
		c.hub.stats.Slow.Add(1)
		c.endLocked(ending{wire.CloseTryLater, "too slow: come back with since", true})
		return 0
	}
	b.missed(c.cursor+1, to, wire.ReasonQueue)
	c.cursor = to
	return 0
}

// replyLocked takes the oldest reply, and does what it changes.
func (c *client) replyLocked(b *batch) {
	r := c.replies[0]
	c.replies[0] = reply{}
	c.replies = c.replies[1:]
	signal(c.room)
	b.message(r.message)
	if r.change == nil {
		return
	}
	c.hub.leaveLocked(c)
	// The cursor is beyond the reply's place if events were missed there already.
	c.set, c.cursor = r.change.set, max(c.cursor, r.after)
	if r.change.since == nil {
		return
	}
	// What the log has lost since the request was made is the client's own doing,
	// and the walk will say so.
	c.cursor = *r.change.since
	lost := min(c.hub.log.First()-1, r.after)
	if c.cursor > 0 && c.cursor < lost {
		b.missed(c.cursor+1, lost, wire.ReasonLog)
	}
	c.cursor = max(c.cursor, lost)
}
