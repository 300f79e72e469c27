package hub

import (
	"strconv"
	"time"

	"systems.course/chat/internal/fanout"
	"systems.course/chat/internal/irc"
)

// A Channel is a place with at least one member. All of it is guarded by Hub.mu.
type Channel struct {
	name    string // as whoever made it wrote it
	made    time.Time
	log     fanout.Log
	members []*member // in no order that means anything

	topic      string
	topicBy    string
	topicSince time.Time

	flags map[byte]bool // i, m, n, s, t
	key   string        // mode k; "" if none
	limit int           // mode l; 0 if none
	bans  []ban         // mode b
}

// A member is a client's place in a channel.
type member struct {
	client  *Client
	channel *Channel
	sub     *fanout.Sub
	index   int // in channel.members
	op      bool
	voice   bool
}

type ban struct {
	mask  string
	by    string
	since time.Time
}

// sign returns the prefix of a member in NAMES and WHO.
func (m *member) sign() string {
	switch {
	case m.op:
		return "@"
	case m.voice:
		return "+"
	}
	return ""
}

// enter makes c a member of ch.
func (h *Hub) enter(c *Client, ch *Channel) *member {
	m := &member{client: c, channel: ch, sub: ch.log.Subscribe(c.Queue), index: len(ch.members)}
	ch.members = append(ch.members, m)
	c.joined = append(c.joined, m)
	return m
}

// leave ends a membership, and the channel with its last.
func (h *Hub) leave(m *member) {
	ch, c := m.channel, m.client
	m.sub.Close()
	last := len(ch.members) - 1
	ch.members[m.index] = ch.members[last]
	ch.members[m.index].index = m.index
	ch.members[last] = nil
	ch.members = ch.members[:last]
	for i := range c.joined {
		if c.joined[i] == m {
			c.joined = append(c.joined[:i], c.joined[i+1:]...)
			break
		}
	}
	if len(ch.members) == 0 {
		delete(h.channels, irc.Fold(ch.name))
	}
}

// banned reports whether a ban of ch matches c.
func (ch *Channel) banned(c *Client) bool {
	for _, b := range ch.bans {
		if irc.Match(b.mask, c.source) {
			return true
		}
	}
	return false
}

// maySpeak reports whether c, whose membership is m or nil, may say something in ch.
func (ch *Channel) maySpeak(c *Client, m *member) bool {
	switch {
	case m != nil && (m.op || m.voice):
		return true
	case m == nil && ch.flags['n'], ch.flags['m']:
		return false
	}
	return !ch.banned(c)
}

// seenBy reports whether c may know of ch.
func (ch *Channel) seenBy(c *Client) bool {
	return !ch.flags['s'] || c.operator || c.in(ch) != nil
}

// modes returns the channel's modes and their parameters, the key only for those who
// may know it.
func (ch *Channel) modes(withKey bool) []string {
	text, params := "+", []string{""}
	for _, flag := range []byte(channelFlags) {
		if ch.flags[flag] {
			text += string(flag)
		}
	}
	if ch.key != "" {
		text += "k"
		if withKey {
			params = append(params, ch.key)
		}
	}
	if ch.limit > 0 {
		text += "l"
		params = append(params, strconv.Itoa(ch.limit))
	}
	params[0] = text
	return params
}
