// Package shared brings events to clients by positions instead of queues. No event
// is ever copied to a client: there is one log, in which events lie as the frames
// that go out, and a client is a place in it.
//
//	log    ids   41  42  43  44  45  46  47     frames side by side in arenas
//	feed "a.>"       42  43      45      47     ids of the events that match
//	                         ▲           ▲
//	                 client B, slow   client A, has all
//
// Clients with equal patterns share a feed, so an event is matched once for each
// set of patterns, and not for each client. A writer takes all that lies between
// its client's position and the end, and sends it in one write; where the frames
// are neighbours, from where they lie. Only writers that have nothing to do are
// woken. A slow client costs nothing: it has the same feed and the same log, and
// what it holds is a number.
//
// Whoever changes patterns, or comes back with since, walks along the log itself
// until it is at its end, and joins the feed of its set there. So a resume, a new
// subscription and a client that was overtaken are one mechanism.
//
// Invariants, all under Hub.mu:
//
//  1. feed.ids holds the last len(ids) ids that the feed's set matches, of those
//     published since the feed was made.
//  2. A client has been sent, or told that it missed, every event up to cursor
//     that it was to get; of its feed, every one before position.
//  3. A client in feed.idle has nothing to be sent, and its writer sleeps or is
//     about to.
package shared

import (
	"sync"
	"time"

	"systems.course/notify/config"
	"systems.course/notify/internal/eventlog"
	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/topic"
)

// maxTopics is how many topics' feeds are remembered at most.
const maxTopics = 10_000

// A Hub is a fanout.Hub.
type Hub struct {
	options config.Options
	stats   fanout.Stats

	mu     sync.Mutex
	log    *eventlog.Log
	feeds  map[string]*feed   // by topic.Set.Key; those with clients
	topics map[string][]*feed // the feeds that match a topic, of topics seen since feeds changed
}

// New returns a hub whose first event has the id first.
func New(o config.Options, first uint64) *Hub {
	return &Hub{
		options: o,
		log:     eventlog.New(first, o.LogEvents, o.LogBytes),
		feeds:   map[string]*feed{},
		topics:  map[string][]*feed{},
	}
}

// Publish implements fanout.Hub. It takes time in proportion to the number of
// feeds that match, and of clients that sleep.
func (h *Hub) Publish(topic string, data []byte) uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	event := h.log.Append(topic, time.Now(), data)
	h.stats.Published.Add(1)
	for _, f := range h.matchingLocked(topic) {
		f.add(event.ID)
	}
	return event.ID
}

// Last implements fanout.Hub.
func (h *Hub) Last() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.log.Last()
}

// Held implements fanout.Hub.
func (h *Hub) Held() (events int, bytes int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.log.Len()
}

// Stats implements fanout.Hub.
func (h *Hub) Stats() *fanout.Stats { return &h.stats }

// Attach implements fanout.Hub.
func (h *Hub) Attach(conn fanout.Conn, hooks fanout.Hooks) fanout.Client {
	c := &client{
		hub: h, conn: conn, hooks: hooks,
		policy: h.options.Policy,
		wake:   make(chan struct{}, 1), room: make(chan struct{}, 1),
		ended: make(chan struct{}),
	}
	go c.write()
	return c
}

// matchingLocked returns the feeds that an event of a topic belongs to.
func (h *Hub) matchingLocked(name string) []*feed {
	if feeds, ok := h.topics[name]; ok {
		return feeds
	}
	var feeds []*feed
	for _, f := range h.feeds {
		if f.set.Match(name) {
			feeds = append(feeds, f)
		}
	}
	if len(h.topics) >= maxTopics {
		clear(h.topics)
	}
	h.topics[name] = feeds
	return feeds
}

// joinLocked gives a client the feed of its set, at its end.
func (h *Hub) joinLocked(c *client) {
	key := c.set.Key()
	f := h.feeds[key]
	if f == nil {
		f = newFeed(c.set, h.options.Queue)
		h.feeds[key] = f
		clear(h.topics)
	}
	f.clients[c] = struct{}{}
	c.feed, c.position = f, f.next
}

// leaveLocked takes a client out of its feed, if it has one.
func (h *Hub) leaveLocked(c *client) {
	f := c.feed
	if f == nil {
		return
	}
	delete(f.clients, c)
	delete(f.idle, c)
	c.feed = nil
	if len(f.clients) == 0 {
		delete(h.feeds, f.set.Key())
		clear(h.topics)
	}
}

// A feed is the events of one set of patterns, for the clients that have it.
type feed struct {
	set     topic.Set
	ids     []uint64 // a ring: the event at position n has its id in ids[n%len(ids)]
	next    uint64   // the position of the next event
	clients map[*client]struct{}
	idle    map[*client]struct{} // those whose writers sleep
}

func newFeed(set topic.Set, size int) *feed {
	return &feed{set: set, ids: make([]uint64, size), clients: map[*client]struct{}{}, idle: map[*client]struct{}{}}
}

// add adds an event and wakes the clients that have nothing else to do. Once in a
// round it looks for those that are a round behind, and are to be closed for it:
// their writers may be in a write that doesn't end.
func (f *feed) add(id uint64) {
	f.ids[f.next%uint64(len(f.ids))] = id
	f.next++
	for c := range f.idle {
		signal(c.wake)
	}
	clear(f.idle)
	if f.next%uint64(len(f.ids)) != 0 {
		return
	}
	for c := range f.clients {
		if c.policy == config.CloseClient && f.next-c.position > uint64(len(f.ids)) {
			c.hurry()
		}
	}
}

// oldest returns the lowest position that is still held.
func (f *feed) oldest() uint64 {
	return f.next - min(f.next, uint64(len(f.ids)))
}

// at returns the id at a position that is held.
func (f *feed) at(position uint64) uint64 { return f.ids[position%uint64(len(f.ids))] }

// signal puts a token where there is none.
func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
