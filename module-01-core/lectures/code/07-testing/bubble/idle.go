// Package idle closes what nobody uses.
package idle

import "time"

// A Session is closed when it has not been touched for a while.
type Session struct {
	timer *time.Timer
	limit time.Duration
}

// New starts a session, and calls closed in a goroutine of its own when the limit
// has passed since the last touch.
func New(limit time.Duration, closed func()) *Session {
	return &Session{timer: time.AfterFunc(limit, closed), limit: limit}
}

// Touch keeps the session open for another limit.
func (s *Session) Touch() { s.timer.Reset(s.limit) }
