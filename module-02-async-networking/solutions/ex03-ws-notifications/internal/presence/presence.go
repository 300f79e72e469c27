// Package presence knows which users are at which topics, and tells those who
// asked.
package presence

import (
	"maps"
	"slices"
	"sync"

	"systems.course/notify/internal/wire"
)

// maxUsers is how many users a state lists at most. Its count is of all.
const maxUsers = 256

// A Member is a session as this package sees it. Offer is called with the board's
// lock held: it must not block, and not call the board.
type Member interface {
	User() string
	Offer(message []byte) bool // false: no room now; Refresh will be called when there is
}

// A Board is who is where. Its methods may be called from any goroutine. The zero
// value is not usable: see New.
type Board struct {
	mu     sync.Mutex
	topics map[string]*place              // only those with somebody there
	stale  map[Member]map[string]struct{} // topics whose watcher has not got all
}

// A place is a topic's members.
type place struct {
	sessions map[string]int      // user -> how many of its sessions are here
	members  map[Member]struct{} // all of them
	watchers map[Member]struct{} // those that asked who is here
}

// New returns a board with nobody on it.
func New() *Board {
	return &Board{topics: map[string]*place{}, stale: map[Member]map[string]struct{}{}}
}

// Enter says that a member has come to a topic, and whether it wants to be told of
// others. If it was there already, only watch counts, which is never taken back.
func (b *Board) Enter(topic string, m Member, watch bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.topics[topic]
	if p == nil {
		p = &place{map[string]int{}, map[Member]struct{}{}, map[Member]struct{}{}}
		b.topics[topic] = p
	}
	if _, here := p.members[m]; !here {
		p.members[m] = struct{}{}
		p.sessions[m.User()]++
		if p.sessions[m.User()] == 1 {
			b.tellLocked(topic, p, "join", m.User())
		}
	}
	if watch {
		p.watchers[m] = struct{}{}
		b.stateLocked(topic, p, m)
	}
}

// Leave says that a member has left a topic. If it wasn't there, nothing happens.
func (b *Board) Leave(topic string, m Member) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.topics[topic]
	if p == nil {
		return
	}
	if _, here := p.members[m]; !here {
		return
	}
	delete(p.members, m)
	delete(p.watchers, m)
	if missing := b.stale[m]; missing != nil {
		delete(missing, topic)
	}
	if p.sessions[m.User()]--; p.sessions[m.User()] == 0 {
		delete(p.sessions, m.User())
		b.tellLocked(topic, p, "leave", m.User())
	}
	if len(p.members) == 0 {
		delete(b.topics, topic)
	}
}

// Refresh sends a member the state of topics of which it has not got all.
func (b *Board) Refresh(m Member) {
	b.mu.Lock()
	defer b.mu.Unlock()
	missing := b.stale[m]
	delete(b.stale, m)
	for topic := range missing {
		if p := b.topics[topic]; p != nil {
			b.stateLocked(topic, p, m)
		}
	}
}

// Forget drops what is kept for a member that has left all topics.
func (b *Board) Forget(m Member) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.stale, m)
}

// tellLocked tells all watchers that a user came or went.
func (b *Board) tellLocked(topic string, p *place, event, user string) {
	message := wire.Presence{Topic: topic, Event: event, Users: []string{user}, Count: len(p.sessions)}.Encode()
	for m := range p.watchers {
		b.offerLocked(topic, m, message)
	}
}

// stateLocked tells one watcher who is there.
func (b *Board) stateLocked(topic string, p *place, m Member) {
	users := slices.Sorted(maps.Keys(p.sessions))
	state := wire.Presence{Topic: topic, Event: "state", Users: users[:min(len(users), maxUsers)], Count: len(users)}
	b.offerLocked(topic, m, state.Encode())
}

// offerLocked sends a message, unless an earlier one of the topic found no room:
// what comes after a gap would be misread.
func (b *Board) offerLocked(topic string, m Member, message []byte) {
	if _, behind := b.stale[m][topic]; !behind && m.Offer(message) {
		return
	}
	if b.stale[m] == nil {
		b.stale[m] = map[string]struct{}{}
	}
	b.stale[m][topic] = struct{}{}
}
