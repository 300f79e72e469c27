// Package eventlog keeps the newest events of a server, within a number of
// events and of bytes.
//
// Ids are consecutive: the event after n is n+1. So where an event is in the log
// follows from its id, and there is nothing to search.
package eventlog

import (
	"time"

	"systems.course/notify/internal/wire"
)

// An Event is one published event, encoded once for all who get it. It is never
// changed.
type Event struct {
	ID      uint64
	Topic   string
	Run     Run // its WebSocket frame
	payload int // where in the arena the frame's payload begins
}

// Payload returns the event's message, without the frame's header.
func (e *Event) Payload() []byte { return e.Run.arena.bytes[e.payload:e.Run.end] }

// A Log is a ring of events. It is not for several goroutines at once: whoever
// has it has a lock too.
type Log struct {
	maxBytes int64

	ring  []Event // the event n is in ring[n%len(ring)]
	first uint64  // id of the oldest event held; next if there is none
	next  uint64  // id of the event that comes
	bytes int64   // of all frames held

	arena *arena // where frames are encoded, one after the other
	used  int    // bytes of it
}

// New returns an empty log whose first event will have the id first, which is at
// least 1.
func New(first uint64, maxEvents int, maxBytes int64) *Log {
	return &Log{maxBytes: maxBytes, ring: make([]Event, maxEvents), first: first, next: first, arena: &arena{}}
}

// First returns the id of the oldest event that is held, or of the next one if
// there is none.
func (l *Log) First() uint64 { return l.first }

// Last returns the id of the newest event, held or not; before there is one, the
// id before the first.
func (l *Log) Last() uint64 { return l.next - 1 }

// Len returns the number of events held, and their bytes.
func (l *Log) Len() (events int, bytes int64) { return int(l.next - l.first), l.bytes }

// At returns the event with an id from First to Last. It is the log's: a caller
// that keeps it copies it.
func (l *Log) At(id uint64) *Event { return &l.ring[id%uint64(len(l.ring))] }

// Append encodes an event and adds it. The oldest ones go until both bounds hold.
// Data is copied.
func (l *Log) Append(topic string, at time.Time, data []byte) Event {
	e := l.encode(topic, at, data)
	for l.first < l.next && (l.next-l.first == uint64(len(l.ring)) || l.bytes+int64(e.Run.Len()) > l.maxBytes) {
		oldest := l.At(l.first)
		l.bytes -= int64(oldest.Run.Len())
		*oldest = Event{}
		l.first++
	}
	*l.At(e.ID) = e
	l.bytes += int64(e.Run.Len())
	l.next++
	return e
}

// encode puts the frame behind the one before it if there is room in the arena.
func (l *Log) encode(topic string, at time.Time, data []byte) Event {
	// The rest of a message is far below 256 bytes: see wire.AppendEvent.
	need := wire.MaxFrameHeader + 256 + len(topic) + len(data)
	if len(l.arena.bytes)-l.used < need {
		l.arena, l.used = &arena{make([]byte, max(arenaSize, need))}, 0
	}

	// The header's length depends on the payload's, so the payload is written
	// behind the longest header, and moved up to the one that it needs.
	room := l.arena.bytes[l.used:]
	payload := wire.AppendEvent(room[:wire.MaxFrameHeader], l.next, topic, at, data)[wire.MaxFrameHeader:]
	header := len(wire.AppendHeader(room[:0], wire.OpText, len(payload)))
	size := header + copy(room[header:], payload)

	run := Run{l.arena, l.used, l.used + size}
	l.used = run.end
	return Event{ID: l.next, Topic: topic, Run: run, payload: run.start + header}
}
