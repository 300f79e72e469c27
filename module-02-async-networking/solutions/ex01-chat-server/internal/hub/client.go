package hub

import (
	"sync/atomic"
	"time"

	"systems.course/chat/internal/fanout"
)

// A Conn is the connection of a client.
type Conn interface {
	fanout.Peer
	// Kill has the connection end soon for the reason. It is called without any lock held,
	// and must not wait. The connection may end already, for another reason. Hub.Remove is
	// called in the end.
	Kill(reason string)
}

// A Client is somebody connected, who may have registered or not.
type Client struct {
	Queue  *fanout.Queue
	conn   Conn
	host   string
	secure bool // by TLS
	since  time.Time
	heard  atomic.Int64 // Unix nanoseconds, of the last line

	// Guarded by Hub.mu.
	index        int       // in Hub.clients
	nick         string    // "" until there is one
	user, real   string    // "" until USER
	source       string    // nick!user@host, once there are both
	registered   bool      // has been welcomed
	capabilities bool      // between CAP LS or REQ and CAP END
	invisible    bool      // mode i
	operator     bool      // mode o
	away         string    // "" if not
	spoke        time.Time // last PRIVMSG or NOTICE
	pinged       time.Time
	joined       []*member  // at most Config.MaxChannels
	invites      []*Channel // at most maxInvites, the latest
	quit         string     // why it ends, from QUIT on or since it was condemned
	round        uint64
}

// name is what replies call c.
func (c *Client) name() string {
	if c.nick == "" {
		return "*"
	}
	return c.nick
}

// in returns c's membership of ch, or nil. A client is in a few channels, so that looking
// through them is faster than a map, and smaller.
func (c *Client) in(ch *Channel) *member {
	for _, m := range c.joined {
		if m.channel == ch {
			return m
		}
	}
	return nil
}

// neighbour reports whether c and other share a channel.
func (c *Client) neighbour(other *Client) bool {
	for _, m := range c.joined {
		if other.in(m.channel) != nil {
			return true
		}
	}
	return false
}

// updateSource is called when a part of it has changed.
func (c *Client) updateSource() { c.source = c.nick + "!~" + c.user + "@" + c.host }
