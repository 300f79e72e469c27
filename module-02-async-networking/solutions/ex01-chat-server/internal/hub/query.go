package hub

import (
	"strconv"
	"strings"

	"systems.course/chat/internal/irc"
)

// room reports whether the client's queue has room for more of a long answer. One
// that stops halfway is better than a client who is dropped for having asked. It is asked
// before each line of every answer whose length others, or many words, decide; the line that
// ends the answer is sent in any case.
func (r *request) room() bool {
	return r.client.Queue.Pending() < int64(r.config.SendQueue)/2
}

// names lists the members of channels; without a name, of those that the client is in.
func (r *request) names() {
	if len(r.params) == 0 {
		for _, m := range r.client.joined {
			r.sendMembers(m.channel)
		}
		r.reply(irc.RplEndOfNames, "*", "End of NAMES list")
		return
	}
	for _, name := range split(r.params[0]) {
		if ch := r.channels[irc.Fold(name)]; ch != nil && ch.seenBy(r.client) {
			r.sendNames(ch)
		} else {
			r.reply(irc.RplEndOfNames, irc.Cut(name, 64), "End of NAMES list")
		}
	}
}

func (r *request) sendNames(ch *Channel) {
	r.sendMembers(ch)
	r.reply(irc.RplEndOfNames, ch.name, "End of NAMES list")
}

// sendMembers packs as many names into a line as fit.
func (r *request) sendMembers(ch *Channel) {
	kind := "="
	if ch.flags['s'] {
		kind = "@"
	}
	bound := irc.MaxLine - len(":  353   = :\r\n") - len(r.config.Name) - len(r.client.nick) - len(ch.name)
	inside := r.client.in(ch) != nil
	var text []byte
	for _, m := range ch.members {
		if !inside && m.client.invisible {
			continue
		}
		if len(text) == 0 && !r.room() {
			return
		}
		if len(text)+len(m.client.nick)+2 > bound {
			r.reply(irc.RplNamReply, kind, ch.name, string(text))
			text = text[:0]
		}
		if len(text) > 0 {
			text = append(text, ' ')
		}
		text = append(text, m.sign()...)
		text = append(text, m.client.nick...)
	}
	if len(text) > 0 {
		r.reply(irc.RplNamReply, kind, ch.name, string(text))
	}
}

func (r *request) list() {
	r.reply(irc.RplListStart, "Channel", "Users  Name")
	if len(r.params) > 0 {
		for _, name := range split(r.params[0]) {
			if !r.room() {
				break
			}
			r.listOne(r.channels[irc.Fold(name)])
		}
	} else {
		for _, ch := range r.channels {
			if !r.room() {
				break
			}
			r.listOne(ch)
		}
	}
	r.reply(irc.RplListEnd, "End of LIST")
}

func (r *request) listOne(ch *Channel) {
	if ch != nil && ch.seenBy(r.client) {
		r.reply(irc.RplList, ch.name, strconv.Itoa(len(ch.members)), ch.topic)
	}
}

// who describes the members of a channel, or the users whose nickname matches a mask. With
// "o" only server operators.
func (r *request) who() {
	mask := irc.Cut(r.param(0), 64) // long ones cost time for each user
	only := r.param(1) == "o"
	if irc.IsChannel(mask) {
		if ch := r.channels[irc.Fold(mask)]; ch != nil && ch.seenBy(r.client) {
			inside := r.client.in(ch) != nil
			for _, m := range ch.members {
				if (inside || !m.client.invisible) && (!only || m.client.operator) && r.room() {
					r.whoOne(m.client, ch.name, m.sign())
				}
			}
		}
	} else {
		r.whoMask(mask, only)
	}
	if mask == "" {
		mask = "*"
	}
	r.reply(irc.RplEndOfWho, mask, "End of WHO list")
}

func (r *request) whoMask(mask string, only bool) {
	if c := r.find(mask); c != nil {
		r.whoOne(c, "*", "")
		return
	}
	if mask == "" || mask == "0" {
		mask = "*"
	}
	for _, c := range r.clients {
		hidden := c.invisible && c != r.client && !c.neighbour(r.client)
		if c.registered && !hidden && (!only || c.operator) && irc.Match(mask, c.nick) && r.room() {
			r.whoOne(c, "*", "")
		}
	}
}

func (r *request) whoOne(c *Client, channel, sign string) {
	flags := "H"
	if c.away != "" {
		flags = "G"
	}
	if c.operator {
		flags += "*"
	}
	r.reply(irc.RplWhoReply, channel, "~"+c.user, c.host, r.config.Name, c.nick, flags+sign, "0 "+c.real)
}

func (r *request) whois() {
	name := r.param(0)
	if len(r.params) > 1 {
		name = r.params[1] // the first names a server, and there is one
	}
	if name == "" {
		r.reply(irc.ErrNoNickGiven, "No nickname given")
		return
	}
	c := r.find(name)
	if c == nil {
		r.reply(irc.ErrNoSuchNick, irc.Cut(name, 64), "No such nick/channel")
		r.reply(irc.RplEndOfWhois, irc.Cut(name, 64), "End of WHOIS list")
		return
	}
	r.reply(irc.RplWhoisUser, c.nick, "~"+c.user, c.host, "*", c.real)
	r.reply(irc.RplWhoisServer, c.nick, r.config.Name, r.config.Version)
	r.whoisChannels(c)
	if c.operator {
		r.reply(irc.RplWhoisOperator, c.nick, "is an IRC operator")
	}
	if c.away != "" {
		r.reply(irc.RplAway, c.nick, c.away)
	}
	if c.secure {
		r.reply(irc.RplWhoisSecure, c.nick, "is using a secure connection")
	}
	spoke := c.since
	if c.spoke.After(spoke) {
		spoke = c.spoke
	}
	idle := int(r.config.Now().Sub(spoke).Seconds())
	r.reply(irc.RplWhoisIdle, c.nick, strconv.Itoa(idle), strconv.FormatInt(c.since.Unix(), 10), "seconds idle, signon time")
	r.reply(irc.RplEndOfWhois, c.nick, "End of WHOIS list")
}

// whoisChannels lists the channels of c that the client may know of, some in each line.
func (r *request) whoisChannels(c *Client) {
	var line []string
	size := 0
	flush := func() {
		if len(line) > 0 {
			r.reply(irc.RplWhoisChannels, c.nick, strings.Join(line, " "))
			line, size = nil, 0
		}
	}
	for _, m := range c.joined {
		if !m.channel.seenBy(r.client) || c.invisible && c != r.client && r.client.in(m.channel) == nil {
			continue
		}
		if size += len(m.channel.name) + 2; size > 300 {
			flush()
			size = len(m.channel.name) + 2
		}
		line = append(line, m.sign()+m.channel.name)
	}
	flush()
}

// ison names those who are there, as many as fit into a line (RFC 2812, section 4.9).
func (r *request) ison() {
	var here []string
	for _, param := range r.params {
		for name := range strings.FieldsSeq(param) {
			if c := r.find(name); c != nil {
				here = append(here, c.nick)
			}
		}
	}
	r.replyWords(irc.RplIson, here)
}

// userhost describes up to five users, as many as fit into a line.
func (r *request) userhost() {
	var all []string
	for _, name := range r.params[:min(len(r.params), 5)] {
		c := r.find(name)
		if c == nil {
			continue
		}
		text := c.nick
		if c.operator {
			text += "*"
		}
		if text += "=+"; c.away != "" {
			text = text[:len(text)-1] + "-"
		}
		all = append(all, text+"~"+c.user+"@"+c.host)
	}
	r.replyWords(irc.RplUserHost, all)
}
