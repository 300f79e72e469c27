package hub

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"systems.course/chat/internal/fanout"
	"systems.course/chat/internal/irc"
)

// A Config says what the hub allows. All of it must be set.
type Config struct {
	Name            string
	Version         string
	MOTD            []string          // lines; nil if there is none
	Operators       map[string]string // passwords by name
	MaxNick         int               // bytes
	MaxChannels     int               // of a client
	SendQueue       int               // bytes of a client
	PingInterval    time.Duration
	PingTimeout     time.Duration
	RegisterTimeout time.Duration
	Now             func() time.Time
}

// Bounds that are not options, in bytes where nothing else is said. ISUPPORT tells
// clients of them.
const (
	maxChannelName = 50
	maxTopic       = 300
	maxAway        = 200
	maxKick        = 300
	maxKey         = 32
	maxUser        = 10
	maxReal        = 100
	maxTargets     = 20 // of a PRIVMSG, in number
	maxBans        = 50 // of a channel, in number
	maxInvites     = 16 // that a client has open, in number
	maxModes       = 4  // changes with a parameter in a MODE, in number
)

// A Hub is the state of one server. Its methods may be called from several
// goroutines.
type Hub struct {
	config  Config
	started time.Time

	// Counts is for whoever wants to look.
	Counts Counts

	mu        sync.Mutex
	clients   []*Client           // connected, registered or not
	nicks     map[string]*Client  // by folded nickname, also of those who haven't registered
	channels  map[string]*Channel // by folded name; none is empty
	users     int                 // registered clients
	hidden    int                 // of those, invisible ones
	condemned []sentence          // to be carried out when the mutex is released
	operators int
	maxUsers  int
	closing   bool
	round     uint64 // see neighbours
	line      []byte // a buffer to write lines in
}

// Counts are totals since the start, and may be read at any time.
type Counts struct {
	Messages   atomic.Int64 // lines handled
	Deliveries atomic.Int64 // copies of PRIVMSG and NOTICE that entered queues
}

// New returns a hub without clients.
func New(config Config) *Hub {
	return &Hub{
		config:   config,
		started:  config.Now(),
		nicks:    make(map[string]*Client),
		channels: make(map[string]*Channel),
	}
}

// Add makes a connection known, from which nothing has been heard yet. It returns
// nil when the hub is closing.
func (h *Hub) Add(conn Conn, host string, secure bool) *Client {
	if strings.HasPrefix(host, ":") {
		host = "0" + host // an IPv6 address would look like a trailing parameter
	}
	c := &Client{Queue: new(fanout.Queue), conn: conn, host: host, secure: secure, since: h.config.Now()}
	c.heard.Store(c.since.UnixNano())
	c.Queue.Init(conn, h.config.SendQueue)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closing {
		return nil
	}
	c.index = len(h.clients)
	h.clients = append(h.clients, c)
	return c
}

// Remove forgets c and tells its neighbours of it, with the reason. What was for c
// stays in its queue.
func (h *Hub) Remove(c *Client, reason string, b *fanout.Batch) {
	h.mu.Lock()
	defer h.mu.Unlock()
	last := len(h.clients) - 1
	h.clients[c.index] = h.clients[last]
	h.clients[c.index].index = c.index
	h.clients[last] = nil
	h.clients = h.clients[:last]
	if c.nick != "" {
		delete(h.nicks, irc.Fold(c.nick))
	}
	if c.registered {
		h.users--
		if c.invisible {
			h.hidden--
		}
		h.setOperator(c, false)
	}
	if !h.closing && len(c.joined) > 0 {
		h.tellNeighbours(c, b, irc.AppendText(nil, c.source, "QUIT", irc.Cut(reason, maxKick)))
	}
	for len(c.joined) > 0 {
		h.leave(c.joined[0])
	}
}

// A sentence is the end of a client.
type sentence struct {
	conn   Conn
	reason string
}

// condemn ends c for the reason, unless it ends already: none of its commands runs from
// now on, and its connection is told once the mutex is released.
func (h *Hub) condemn(c *Client, reason string) {
	if c.quit == "" {
		c.quit = reason
		h.condemned = append(h.condemned, sentence{c.conn, reason})
	}
}

// unlock releases the mutex and kills the connections of who was condemned meanwhile.
func (h *Hub) unlock() {
	condemned := h.condemned
	h.condemned = nil
	h.mu.Unlock()
	for _, s := range condemned {
		s.conn.Kill(s.reason)
	}
}

// Tick looks at the clocks of all clients: who hasn't registered in time or hasn't
// answered a PING goes, and who has been silent gets one.
func (h *Hub) Tick(b *fanout.Batch) {
	h.mu.Lock()
	defer h.unlock()
	now := h.config.Now()
	for _, c := range h.clients {
		heard := time.Unix(0, c.heard.Load())
		switch {
		case !c.registered:
			if now.Sub(c.since) >= h.config.RegisterTimeout {
				h.condemn(c, "Registration timeout")
			}
		case c.pinged.After(heard):
			if now.Sub(c.pinged) >= h.config.PingTimeout {
				h.condemn(c, fmt.Sprintf("Ping timeout: %v", h.config.PingTimeout))
			}
		case now.Sub(heard) >= h.config.PingInterval:
			c.pinged = now
			h.send(c, b, irc.AppendText(h.line[:0], "", "PING", h.config.Name))
		}
	}
}

// Close has every client killed for the reason, and takes no more. From now on nobody
// is told who leaves.
func (h *Hub) Close(reason string) {
	h.mu.Lock()
	defer h.unlock()
	h.closing = true
	for _, c := range h.clients {
		h.condemn(c, reason)
	}
}

// Sizes returns how many connections, registered users and channels there are.
func (h *Hub) Sizes() (clients, users, channels int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.clients), h.users, len(h.channels)
}

// send copies line to c's queue, and keeps its array as the hub's buffer.
func (h *Hub) send(c *Client, b *fanout.Batch, line []byte) {
	h.line = line[:0]
	c.Queue.Push(b, line)
}

// tellNeighbours gives line, which must not change, to everybody who shares a
// channel with c, once, and not to c.
func (h *Hub) tellNeighbours(c *Client, b *fanout.Batch, line []byte) {
	h.round++
	c.round = h.round
	for _, m := range c.joined {
		for _, other := range m.channel.members {
			if n := other.client; n.round != h.round {
				n.round = h.round
				n.Queue.PushShared(b, line)
			}
		}
	}
}
