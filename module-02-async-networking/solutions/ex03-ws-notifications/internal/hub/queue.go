package hub

import (
	"slices"
	"sync"

	"systems.course/notify/config"
	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/wire"
)

// maxAhead is how many bytes of the log a queue holds at most, and one event more.
// What is read from the log is a copy of this client's own, and a large one: with
// no bound but that of events, each client that asks for the whole log and then
// doesn't read would have one.
const maxAhead = 64 << 10

// A queue is what is ready for one client and not yet taken by its writer:
// events, of which at most limit wait, replies, and gaps where events were
// dropped. It keeps the order in which they came.
type queue struct {
	wake  chan struct{} // a token is in it when the writer should look again
	room  chan struct{} // a token is in it when the reader should look again
	limit int

	mu      sync.Mutex
	policy  config.Policy
	items   []item
	events  int // how many of the items are events
	bytes   int // of those events' messages
	replies int // how many are replies
	end     *ending
}

// An item is an event, a reply or a gap.
type item struct {
	kind     kind
	message  []byte // of an event or a reply
	from, to uint64 // the ids of a gap; from is the id of an event
	reason   wire.Reason
}

type kind uint8

const (
	event kind = iota
	reply
	gap
)

// An ending is how a queue ends: with a close frame, or, where code is 0, with
// nothing.
type ending struct {
	code   int
	reason string
}

func newQueue(limit int, policy config.Policy) *queue {
	return &queue{
		wake: make(chan struct{}, 1), room: make(chan struct{}, 1),
		limit: limit, policy: policy,
	}
}

// event adds an event, whose message it keeps. If the queue is full, either the
// oldest one makes room, or the queue ends and event returns false.
func (q *queue) event(id uint64, message []byte) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.end != nil {
		return true // it ends for another reason
	}
	if q.events == q.limit {
		if q.policy == config.CloseClient {
			q.endLocked(tooSlow)
			return false
		}
		q.dropOldestLocked()
	}
	q.items = append(q.items, item{kind: event, message: message, from: id})
	q.events++
	q.bytes += len(message)
	signal(q.wake)
	return true
}

// dropOldestLocked makes a gap of the oldest event, or makes the gap before it
// longer. Replies that wait before it stay where they are, so there are never
// more gaps than replies, and two: one for the log, one for the queue.
func (q *queue) dropOldestLocked() {
	oldest := slices.IndexFunc(q.items, func(i item) bool { return i.kind == event })
	q.bytes -= len(q.items[oldest].message)
	id := q.items[oldest].from
	q.events--
	if oldest > 0 && q.items[oldest-1].kind == gap && q.items[oldest-1].reason == wire.ReasonQueue {
		q.items[oldest-1].to = id
		q.items = slices.Delete(q.items, oldest, oldest+1)
		return
	}
	q.items[oldest] = item{kind: gap, from: id, to: id, reason: wire.ReasonQueue}
}

// overtaken says that the log has lost events before they were read. It returns
// false if that ends the queue.
func (q *queue) overtaken(from, to uint64) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.policy == config.CloseClient {
		q.endLocked(tooSlow)
		return false
	}
	q.gapLocked(from, to, wire.ReasonQueue)
	return true
}

// missed adds a gap.
func (q *queue) missed(from, to uint64, why wire.Reason) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.gapLocked(from, to, why)
}

func (q *queue) gapLocked(from, to uint64, why wire.Reason) {
	if q.end != nil {
		return
	}
	signal(q.wake)
	if n := len(q.items); n > 0 && q.items[n-1].kind == gap && q.items[n-1].reason == why {
		q.items[n-1].to = to
		return
	}
	q.items = append(q.items, item{kind: gap, from: from, to: to, reason: why})
}

// reply adds a reply, for which there is room.
func (q *queue) reply(message []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.replyLocked(message)
}

// offer adds a reply if there is room for it.
func (q *queue) offer(message []byte) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.replies >= fanout.MaxOffers {
		return false
	}
	q.replyLocked(message)
	return true
}

func (q *queue) replyLocked(message []byte) {
	if q.end != nil {
		return
	}
	q.items = append(q.items, item{kind: reply, message: message})
	q.replies++
	signal(q.wake)
}

// roomForReply reports whether one more reply may wait.
func (q *queue) roomForReply() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.replies < fanout.MaxReplies
}

// roomForEvent reports whether one more event of the log may wait.
func (q *queue) roomForEvent() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.events < q.limit && q.bytes < maxAhead
}

// awaitRoom returns when there is room, or with ErrClosed when the queue ends. It
// is for one goroutine.
func (q *queue) awaitRoom(is func(*queue) bool) error {
	for {
		if q.ending() {
			return fanout.ErrClosed
		}
		if is(q) {
			return nil
		}
		<-q.room
	}
}

func (q *queue) ending() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.end != nil
}

// take returns the oldest item. If there is none it returns how the queue ends,
// or nil while it doesn't.
func (q *queue) take() (item, bool, *ending) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items) == 0 {
		q.items = nil // an idle client keeps no memory
		return item{}, false, q.end
	}
	i := q.items[0]
	q.items[0] = item{}
	q.items = q.items[1:]
	switch i.kind {
	case event:
		q.events--
		q.bytes -= len(i.message)
	case reply:
		q.replies--
	}
	signal(q.room)
	return i, true, nil
}

func (q *queue) setPolicy(p config.Policy) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.policy = p
}

// tooSlow is the end of a client whose queue is full.
var tooSlow = ending{wire.CloseTryLater, "too slow: come back with since"}

// close ends the queue with a close frame, at once or after what is waiting.
func (q *queue) close(code int, reason string, now bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.end != nil {
		return
	}
	if now {
		q.endLocked(ending{code, reason})
		return
	}
	q.end = &ending{code, reason}
	signal(q.wake)
	signal(q.room)
}

// abandon ends the queue without a close frame.
func (q *queue) abandon() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.endLocked(ending{})
}

func (q *queue) endLocked(how ending) {
	q.end = &how
	q.items, q.events, q.bytes, q.replies = nil, 0, 0, 0
	signal(q.wake)
	signal(q.room)
}

// signal puts a token where there is none.
func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
