package hub

import (
	"slices"
	"strconv"
	"strings"

	"systems.course/chat/internal/irc"
)

// The modes that there are, by RFC 2811, section 4, for channels: flags; o and v, which
// take a member; b, k and l. And for users (RFC 2812, section 3.1.5).
const (
	channelFlags = "imnst"
	userModes    = "io"
)

// maxMask bounds a ban mask in bytes, so that maxModes of them fit into a line.
const maxMask = 90

func (r *request) mode() {
	if irc.IsChannel(r.params[0]) {
		r.channelMode()
	} else {
		r.userMode()
	}
}

func (r *request) userMode() {
	c := r.client
	switch target := r.find(r.params[0]); {
	case target == nil:
		r.reply(irc.ErrNoSuchNick, irc.Cut(r.params[0], 64), "No such nick/channel")
		return
	case target != c:
		r.reply(irc.ErrUsersDontMatch, "Can't change mode for other users")
		return
	case len(r.params) < 2:
		r.data(irc.RplUModeIs, c.modes())
		return
	}
	var done []irc.ModeChange
	for _, change := range irc.ParseModes(r.params[1], nil, func(byte, bool) bool { return false }) {
		switch {
		case change.Mode == 'i' && c.invisible != change.Add:
			c.invisible = change.Add
			r.hidden += map[bool]int{true: 1, false: -1}[change.Add]
			done = append(done, change)
		case change.Mode == 'o' && !change.Add && c.operator:
			r.setOperator(c, false)
			done = append(done, change)
		case !strings.Contains(userModes, string(change.Mode)):
			r.reply(irc.ErrUModeUnknown, "Unknown MODE flag")
		}
	}
	if len(done) > 0 {
		r.send(c, r.batch, irc.Append(r.line[:0], c.source, "MODE", c.nick, irc.FormatModes(done)[0]))
	}
}

// modes returns the modes of a user.
func (c *Client) modes() string {
	text := "+"
	if c.invisible {
		text += "i"
	}
	if c.operator {
		text += "o"
	}
	return text
}

func (h *Hub) setOperator(c *Client, is bool) {
	if c.operator != is {
		c.operator = is
		h.operators += map[bool]int{true: 1, false: -1}[is]
	}
}

func (r *request) channelMode() {
	if len(r.params) < 2 {
		r.sendModes()
		return
	}
	ch, m := r.member(r.params[0])
	if m == nil {
		return
	}
	changes := irc.ParseModes(r.params[1], r.params[2:], func(mode byte, add bool) bool {
		return strings.IndexByte("bkov", mode) >= 0 || mode == 'l' && add
	})
	var done []irc.ModeChange
	withParam, listed := 0, false
	for _, change := range changes {
		if change.Mode == 'b' && !change.Given {
			if !listed {
				r.sendBans(ch)
			}
			listed = true
			continue
		}
		if change.Given {
			if withParam++; withParam > maxModes {
				continue
			}
		}
		if !r.operates(m) {
			break
		}
		if applied, ok := r.change(ch, change); ok {
			done = append(done, applied)
		}
	}
	if len(done) > 0 {
		args := append([]string{ch.name}, irc.FormatModes(done)...)
		r.announce(ch, irc.Append(r.line[:0], r.client.source, "MODE", args...))
	}
}

func (r *request) sendModes() {
	ch := r.channels[irc.Fold(r.params[0])]
	if ch == nil || !ch.seenBy(r.client) {
		r.reply(irc.ErrNoSuchChannel, irc.Cut(r.params[0], 64), "No such channel")
		return
	}
	r.data(irc.RplChannelModeIs, append([]string{ch.name}, ch.modes(r.client.in(ch) != nil)...)...)
	r.data(irc.RplCreationTime, ch.name, strconv.FormatInt(ch.made.Unix(), 10))
}

func (r *request) sendBans(ch *Channel) {
	for _, b := range ch.bans {
		if !r.room() {
			break
		}
		r.data(irc.RplBanList, ch.name, b.mask, b.by, strconv.FormatInt(b.since.Unix(), 10))
	}
	r.reply(irc.RplEndOfBanList, ch.name, "End of channel ban list")
}

// change makes one change and returns it as it is to be announced. ok is false if it
// was none or isn't possible, of which the client has been told then.
func (r *request) change(ch *Channel, change irc.ModeChange) (applied irc.ModeChange, ok bool) {
	switch change.Mode {
	case 'o', 'v':
		return r.changeMember(ch, change)
	case 'b':
		return r.changeBan(ch, change)
	case 'k':
		return r.changeKey(ch, change)
	case 'l':
		return r.changeLimit(ch, change)
	}
	if strings.IndexByte(channelFlags, change.Mode) < 0 {
		r.reply(irc.ErrUnknownMode, string(rune(change.Mode)), "is unknown mode char to me for "+ch.name)
		return change, false
	}
	if ch.flags[change.Mode] == change.Add {
		return change, false
	}
	if ch.flags == nil {
		ch.flags = make(map[byte]bool)
	}
	ch.flags[change.Mode] = change.Add
	return change, true
}

func (r *request) changeMember(ch *Channel, change irc.ModeChange) (irc.ModeChange, bool) {
	if !change.Given {
		r.reply(irc.ErrNeedMoreParams, "MODE", "Not enough parameters")
		return change, false
	}
	m := r.memberCalled(ch, change.Param)
	if m == nil {
		return change, false
	}
	change.Param = m.client.nick
	has := &m.op
	if change.Mode == 'v' {
		has = &m.voice
	}
	changed := *has != change.Add
	*has = change.Add
	return change, changed
}

func (r *request) changeBan(ch *Channel, change irc.ModeChange) (irc.ModeChange, bool) {
	if change.Param == "" {
		return change, false
	}
	mask := irc.Cut(irc.Mask(change.Param), maxMask)
	change.Param = mask
	at := slices.IndexFunc(ch.bans, func(b ban) bool { return irc.Fold(b.mask) == irc.Fold(mask) })
	switch {
	case mask != irc.Middle(mask) || change.Add == (at >= 0):
		return change, false
	case !change.Add:
		ch.bans = slices.Delete(ch.bans, at, at+1)
	case len(ch.bans) >= maxBans:
		r.reply(irc.ErrBanListFull, ch.name, mask, "Channel ban list is full")
		return change, false
	default:
		ch.bans = append(ch.bans, ban{mask: mask, by: r.client.nick, since: r.config.Now()})
	}
	return change, true
}

// changeKey sets the key, or removes it whatever key is given: an operator can see
// it anyway.
func (r *request) changeKey(ch *Channel, change irc.ModeChange) (irc.ModeChange, bool) {
	if !change.Add {
		change.Param, change.Given = "*", true
		had := ch.key != ""
		ch.key = ""
		return change, had
	}
	key := irc.Cut(change.Param, maxKey)
	if key == "" || strings.ContainsAny(key, " ,:") {
		r.reply(irc.ErrNeedMoreParams, "MODE", "Not enough parameters")
		return change, false
	}
	change.Param = key
	changed := key != ch.key
	ch.key = key
	return change, changed
}

func (r *request) changeLimit(ch *Channel, change irc.ModeChange) (irc.ModeChange, bool) {
	limit := 0
	if change.Add {
		var err error
		if limit, err = strconv.Atoi(change.Param); err != nil || limit <= 0 {
			r.reply(irc.ErrNeedMoreParams, "MODE", "Not enough parameters")
			return change, false
		}
		change.Param = strconv.Itoa(limit)
	}
	changed := limit != ch.limit
	ch.limit = limit
	return change, changed
}
