// Package config is what the notification server is told: limits, times, tokens.
//
//course:given
package config

import (
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"
)

// A Policy says what happens to a session when an event comes and its queue is
// full.
type Policy string

const (
	DropOldest  Policy = "drop-oldest" // the oldest waiting event goes, and a missed message takes its place
	CloseClient Policy = "close"       // the session ends with close code 1013
)

// Known reports whether p is one of the policies.
func (p Policy) Known() bool { return p == DropOldest || p == CloseClient }

// Options is what the server is told. PROTOCOL.md says what each of them means;
// the flags of cmd/notify have the same names. Start from [Default].
type Options struct {
	Tokens   []Token
	NoTokens bool     // everybody has every right, and is called anonymous: for trying out only
	Origins  []string // besides the server's own, as in https://app.example
	FirstID  uint64   // id of the first event; 0 for the microseconds since 1970

	MaxClients int   // open sessions
	MaxEvent   int64 // bytes of a published body
	MaxMessage int64 // bytes of a client's message, inflated
	MaxTopics  int   // patterns of a session
	Queue      int   // events that wait for a session
	Policy     Policy
	LogEvents  int
	LogBytes   int64 // at least MaxEvent and a KiB

	PingInterval   time.Duration
	Idle           time.Duration // longer than PingInterval
	AuthTimeout    time.Duration
	HeaderTimeout  time.Duration
	MessageTimeout time.Duration
	WriteTimeout   time.Duration
	TicketLifetime time.Duration
	Drain          time.Duration

	Compress bool        // agree to permessage-deflate
	Log      *zap.Logger // nil for none
}

// Default returns the options that the program has without flags. They have no
// token yet.
func Default() Options {
	return Options{
		MaxClients: 10_000, MaxEvent: 64 << 10, MaxMessage: 16 << 10, MaxTopics: 64,
		Queue: 256, Policy: DropOldest, LogEvents: 10_000, LogBytes: 16 << 20,
		PingInterval: 20 * time.Second, Idle: time.Minute,
		AuthTimeout: 10 * time.Second, HeaderTimeout: 5 * time.Second,
		MessageTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		TicketLifetime: 30 * time.Second, Drain: 5 * time.Second,
	}
}

// maxPlaces is how many events the log or a queue may have room for: some of that
// room is made in advance.
const maxPlaces = 1 << 24

// Check returns all that is wrong with the options, joined, or nil.
func (o Options) Check() error {
	var problems []error
	wrong := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	if len(o.Tokens) == 0 && !o.NoTokens {
		wrong("there is no token: nobody could publish or subscribe")
	}
	if !o.Policy.Known() {
		wrong("policy %q: %s or %s is possible", o.Policy, DropOldest, CloseClient)
	}
	for name, n := range map[string]int64{
		"max-clients": int64(o.MaxClients), "max-event": o.MaxEvent, "max-message": o.MaxMessage,
		"max-topics": int64(o.MaxTopics), "queue": int64(o.Queue), "log-events": int64(o.LogEvents),
	} {
		if n < 1 {
			wrong("%s is %d: at least 1 is needed", name, n)
		}
	}
	for name, n := range map[string]int{"queue": o.Queue, "log-events": o.LogEvents} {
		if n > maxPlaces {
			wrong("%s is %d: at most %d is possible", name, n, maxPlaces)
		}
	}
	for name, d := range map[string]time.Duration{
		"ping-interval": o.PingInterval, "auth-timeout": o.AuthTimeout, "header-timeout": o.HeaderTimeout,
		"message-timeout": o.MessageTimeout, "write-timeout": o.WriteTimeout, "ticket-lifetime": o.TicketLifetime,
	} {
		if d <= 0 {
			wrong("%s is %v: more than 0 is needed", name, d)
		}
	}
	if o.LogBytes < o.MaxEvent+1024 {
		wrong("log-bytes is %d: at least max-event and 1024, %d, is needed", o.LogBytes, o.MaxEvent+1024)
	}
	if o.Idle <= o.PingInterval {
		wrong("idle is %v: more than ping-interval, %v, is needed, or a healthy client is cut", o.Idle, o.PingInterval)
	}
	if o.FirstID >= 1<<53 {
		wrong("first-id is %d: it must be below 2^53", o.FirstID)
	}
	return errors.Join(problems...)
}
