// Package feed is a bounded log of events, and followers of it. A follower is a
// number, the id of the last event that it has had. It makes no difference to the
// log whether one has just arrived, comes back, or is late.
package feed

import (
	"fmt"
	"net"
	"sync"

	"systems.course/module02/05-websockets/frame"
)

// An Event is kept as the frame that a server sends, the same for all.
type Event struct {
	ID    uint64
	Text  []byte // the end of Frame; nobody may change it
	Frame []byte
}

// A Log holds the newest events. Their ids are consecutive. Its array has room for
// twice the limit, and a Batch holds on to the array that it was cut from.
type Log struct {
	limit int // events

	mu     sync.Mutex
	events []Event
	next   uint64        // the next event's id
	more   chan struct{} // closed by the next Append
}

// New returns an empty log for so many events, at least one, of which the first
// gets the id first, at least 1.
func New(limit int, first uint64) *Log {
	return &Log{limit: limit, next: first, more: make(chan struct{})}
}

// Append gives an event its id, encodes it, and wakes whoever waits for it. The
// data is JSON.
func (l *Log) Append(data string) uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := fmt.Appendf(nil, `{"id":%d,"data":%s}`, l.next, data)
	wire := frame.Append(nil, frame.Text, true, nil, text)
	if len(l.events) == 2*l.limit { // a new array: batches go on using the old one
		l.events = append(make([]Event, 0, 2*l.limit), l.events[l.limit:]...)
	}
	l.events = append(l.events, Event{l.next, wire[len(wire)-len(text):], wire})
	l.next++
	close(l.more)
	l.more = make(chan struct{})
	return l.next - 1
}

// A Batch is what a follower gets next.
type Batch struct {
	From, To uint64 // ids that the log no longer has, if To is not 0
	Events   []Event
	Last     uint64        // where the follower is after it
	More     chan struct{} // if there are no events: closed when there are
}

// After returns events with ids above last, at most n, or else a channel to wait
// for. Looking and beginning to wait are one step: no event falls between them. A
// last that is above all ids is taken for that of the newest event.
func (l *Log) After(last uint64, n int) Batch {
	l.mu.Lock()
	defer l.mu.Unlock()
	kept := l.events[max(0, len(l.events)-l.limit):]
	oldest := l.next - uint64(len(kept))
	b := Batch{Last: min(last, l.next-1)}
	if b.Last+1 < oldest {
		b.From, b.To, b.Last = last+1, oldest-1, oldest-1
	}
	b.Events = kept[b.Last+1-oldest:]
	b.Events = b.Events[:min(n, len(b.Events))]
	if len(b.Events) == 0 {
		b.More = l.more
	}
	b.Last += uint64(len(b.Events))
	return b
}

// Last returns the id of the newest event, or the one before the first.
func (l *Log) Last() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.next - 1
}

// Frames returns the batch as it is sent, with a message about what is missing.
func (b Batch) Frames() net.Buffers {
	frames := make(net.Buffers, 0, 1+len(b.Events))
	if b.To != 0 {
		frames = append(frames, frame.Append(nil, frame.Text, true, nil, fmt.Appendf(nil, `{"missed":[%d,%d]}`, b.From, b.To)))
	}
	for _, e := range b.Events {
		frames = append(frames, e.Frame)
	}
	return frames
}
