package hub

import (
	"slices"
	"strconv"
	"strings"

	"systems.course/chat/internal/irc"
)

// join makes the client a member of each channel of a list, and the operator of those
// that it makes. "JOIN 0" leaves all.
func (r *request) join() {
	if r.params[0] == "0" {
		for len(r.client.joined) > 0 {
			m := r.client.joined[0]
			r.announce(m.channel, irc.Append(r.line[:0], r.client.source, "PART", m.channel.name))
			r.leave(m)
		}
		return
	}
	keys := strings.Split(r.param(1), ",")
	for i, name := range split(r.params[0]) {
		key := ""
		if i < len(keys) {
			key = keys[i]
		}
		r.joinOne(name, key)
	}
}

func (r *request) joinOne(name, key string) {
	c := r.client
	if !irc.ValidChannel(name, maxChannelName) {
		r.reply(irc.ErrNoSuchChannel, irc.Cut(name, 64), "No such channel")
		return
	}
	ch := r.channels[irc.Fold(name)]
	switch {
	case ch != nil && c.in(ch) != nil:
		return
	case len(c.joined) >= r.config.MaxChannels:
		r.reply(irc.ErrTooManyChannels, name, "You have joined too many channels")
		return
	case ch != nil:
		if numeric, why := ch.refuses(c, key); numeric != "" {
			r.reply(numeric, ch.name, "Cannot join channel ("+why+")")
			return
		}
	default:
		ch = &Channel{name: name, made: r.config.Now()}
		r.channels[irc.Fold(name)] = ch
	}
	c.invites = slices.DeleteFunc(c.invites, func(i *Channel) bool { return i == ch })
	m := r.enter(c, ch)
	m.op = len(ch.members) == 1
	r.announce(ch, irc.Append(r.line[:0], c.source, "JOIN", ch.name))
	if ch.topic != "" {
		r.sendTopic(ch)
	}
	r.sendNames(ch)
}

// refuses returns the numeric and the mode that keep c out, or "". An invitation
// is stronger than a ban and than mode i, but not than a key or a limit.
func (ch *Channel) refuses(c *Client, key string) (numeric, why string) {
	invited := slices.Contains(c.invites, ch)
	switch {
	case !invited && ch.banned(c):
		return irc.ErrBanned, "+b"
	case !invited && ch.flags['i']:
		return irc.ErrInviteOnly, "+i"
	case ch.key != "" && ch.key != key:
		return irc.ErrBadKey, "+k"
	case ch.limit > 0 && len(ch.members) >= ch.limit:
		return irc.ErrChannelIsFull, "+l"
	}
	return "", ""
}

func (r *request) part() {
	for _, name := range split(r.params[0]) {
		ch, m := r.member(name)
		if m == nil {
			continue
		}
		args := []string{ch.name}
		if reason := r.param(1); reason != "" {
			args = append(args, irc.Cut(reason, maxKick))
		}
		line := irc.Append(r.line[:0], r.client.source, "PART", args...)
		if len(args) > 1 {
			line = irc.AppendText(r.line[:0], r.client.source, "PART", args...)
		}
		r.announce(ch, line)
		r.leave(m)
	}
}

// member returns the channel called name and the client's membership of it. Where
// there is none, the client is told why and m is nil.
func (r *request) member(name string) (ch *Channel, m *member) {
	ch = r.channels[irc.Fold(name)]
	if ch == nil {
		r.reply(irc.ErrNoSuchChannel, irc.Cut(name, 64), "No such channel")
		return nil, nil
	}
	if m = r.client.in(ch); m == nil {
		r.reply(irc.ErrNotOnChannel, ch.name, "You're not on that channel")
	}
	return ch, m
}

// operates reports whether m may change its channel, and tells the client if not.
func (r *request) operates(m *member) bool {
	if !m.op {
		r.reply(irc.ErrChanOpNeeded, m.channel.name, "You're not channel operator")
	}
	return m.op
}

func (r *request) topic() {
	ch, m := r.member(r.params[0])
	if m == nil {
		return
	}
	if len(r.params) < 2 {
		if ch.topic == "" {
			r.reply(irc.RplNoTopic, ch.name, "No topic is set")
		} else {
			r.sendTopic(ch)
		}
		return
	}
	if ch.flags['t'] && !r.operates(m) {
		return
	}
	ch.topic = irc.Cut(r.params[1], maxTopic)
	ch.topicBy, ch.topicSince = r.client.nick, r.config.Now()
	r.announce(ch, irc.AppendText(r.line[:0], r.client.source, "TOPIC", ch.name, ch.topic))
}

func (r *request) sendTopic(ch *Channel) {
	r.reply(irc.RplTopic, ch.name, ch.topic)
	r.data(irc.RplTopicWhoTime, ch.name, ch.topicBy, strconv.FormatInt(ch.topicSince.Unix(), 10))
}

func (r *request) kick() {
	ch, m := r.member(r.params[0])
	if m == nil || !r.operates(m) {
		return
	}
	reason := r.client.nick
	if r.param(2) != "" {
		reason = irc.Cut(r.params[2], maxKick)
	}
	for i, name := range split(r.params[1]) {
		if i == maxTargets {
			r.reply(irc.ErrTooManyTargets, irc.Cut(name, 64), "Too many targets")
			return
		}
		if target := r.memberCalled(ch, name); target != nil {
			r.announce(ch, irc.AppendText(r.line[:0], r.client.source, "KICK", ch.name, target.client.nick, reason))
			r.leave(target)
		}
	}
}

// memberCalled returns the member of ch with the nickname name. Where there is none,
// the client is told why and the result is nil.
func (r *request) memberCalled(ch *Channel, name string) *member {
	c := r.find(name)
	if c == nil {
		r.reply(irc.ErrNoSuchNick, irc.Cut(name, 64), "No such nick/channel")
		return nil
	}
	m := c.in(ch)
	if m == nil {
		r.reply(irc.ErrUserNotOn, c.nick, ch.name, "They aren't on that channel")
	}
	return m
}

// invite tells somebody of a channel, and opens it to them once. The channel
// needn't exist (RFC 2812, section 3.2.7).
func (r *request) invite() {
	to := r.find(r.params[0])
	name := r.params[1]
	if to == nil {
		r.reply(irc.ErrNoSuchNick, irc.Cut(r.params[0], 64), "No such nick/channel")
		return
	}
	if !irc.ValidChannel(name, maxChannelName) {
		r.reply(irc.ErrNoSuchChannel, irc.Cut(name, 64), "No such channel")
		return
	}
	if r.channels[irc.Fold(name)] != nil {
		ch, m := r.member(name)
		switch {
		case m == nil:
			return
		case to.in(ch) != nil:
			r.reply(irc.ErrUserOnChannel, to.nick, ch.name, "is already on channel")
			return
		case ch.flags['i'] && !r.operates(m):
			return
		}
		name = ch.name
		if to.invites = append(to.invites, ch); len(to.invites) > maxInvites {
			to.invites = slices.Delete(to.invites, 0, 1)
		}
	}
	r.data(irc.RplInviting, to.nick, name)
	r.send(to, r.batch, irc.Append(r.line[:0], r.client.source, "INVITE", to.nick, name))
	if to.away != "" {
		r.reply(irc.RplAway, to.nick, to.away)
	}
}
