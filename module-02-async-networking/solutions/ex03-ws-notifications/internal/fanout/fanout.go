// Package fanout says what the server asks of the part that brings events to
// sessions. There are two: package hub, with a queue for each client, and
// package shared, where a client is a position in a log.
package fanout

import (
	"errors"
	"sync/atomic"

	"systems.course/notify/config"
	"systems.course/notify/internal/topic"
)

// ErrClosed is returned when a client is asked for something after its end has
// begun.
var ErrClosed = errors.New("the session is closing")

// A Hub numbers events, keeps the newest, and brings them to its clients. Its
// methods may be called from any goroutine.
type Hub interface {
	// Publish gives an event the next id. When it returns, the event is in the
	// log, and on its way to all clients that watch its topic. Data is one JSON
	// value without white space around it; it is copied.
	Publish(topic string, data []byte) (id uint64)

	// Last returns the id of the newest event, or the one before the first.
	Last() uint64

	// Attach makes a client of a connection and starts its writer, which alone
	// writes messages from then on. The caller calls Detach in the end.
	Attach(conn Conn, hooks Hooks) Client

	// Stats returns what the hub has counted.
	Stats() *Stats

	// Held returns how many events the log holds, and their bytes.
	Held() (events int, bytes int64)
}

// A Client is the way out to one connection. Reply and Watch are for the one
// goroutine that reads from the connection; the rest may be called from any.
type Client interface {
	// Reply sends a message behind all replies before it. While too many are
	// waiting it waits too, so that a client that doesn't read replies isn't read
	// from. It fails with ErrClosed only.
	Reply(message []byte) error

	// Offer is Reply without the waiting: it reports whether there was room.
	Offer(message []byte) bool

	// Watch sends what reply makes of the newest event's id, and makes set what
	// the client gets from the next event on. Without since, that is all. With
	// it, the client had no set before, and gets the log's events above since
	// first; if some of them are gone, after a missed message.
	//
	// It fails with a *wire.Error if since is above the newest event's id, and
	// with ErrClosed; then nothing has changed.
	Watch(set topic.Set, since *uint64, reply func(last uint64) []byte) error

	// SetPolicy says what happens from now on when the client is too slow.
	SetPolicy(config.Policy)

	// Close drops what is waiting and sends a close frame, if it can be written
	// within a second. The first Close or Shutdown counts.
	Close(code int, reason string)

	// Shutdown sends what is waiting, then a close frame.
	Shutdown(code int, reason string)

	// Detach ends the writer without a close frame, if it hasn't ended yet, and
	// returns when it has.
	Detach()
}

// Hooks is what a client's writer calls, from its own goroutine, with no lock
// held.
type Hooks struct {
	Idle  func()          // all that was waiting is written
	Ended func(err error) // once, at the writer's end; nil after a close frame
}

// Stats is counted by a hub. All may be read at any time.
type Stats struct {
	Published atomic.Uint64 // events
	Delivered atomic.Uint64 // events written to clients
	Missed    atomic.Uint64 // missed messages written
	Slow      atomic.Uint64 // clients closed because they were too slow
}
