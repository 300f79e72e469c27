package hub

import (
	"strings"

	"systems.course/chat/internal/irc"
)

func (r *request) privmsg() { r.message(true) }

// notice is privmsg without any answer, an error's included (RFC 2812, section
// 3.3.2), so that two programs can't answer each other for ever.
func (r *request) notice() { r.message(false) }

func (r *request) message(answers bool) {
	fail := func(numeric string, params ...string) {
		if answers {
			r.reply(numeric, params...)
		}
	}
	targets, text := r.param(0), r.param(1)
	if targets == "" {
		fail(irc.ErrNoRecipient, "No recipient given ("+r.name+")")
		return
	}
	if text == "" {
		fail(irc.ErrNoTextToSend, "No text to send")
		return
	}
	r.client.spoke = r.now
	for i, target := range split(targets) {
		if i == maxTargets {
			fail(irc.ErrTooManyTargets, irc.Cut(target, 64), "Too many targets")
			return
		}
		if irc.IsChannel(target) {
			r.say(target, text, fail)
		} else {
			r.whisper(target, text, fail)
		}
	}
}

// say sends text to a channel: one line in its log, for all members but the client.
func (r *request) say(target, text string, fail func(string, ...string)) {
	ch := r.channels[irc.Fold(target)]
	if ch == nil {
		fail(irc.ErrNoSuchChannel, irc.Cut(target, 64), "No such channel")
		return
	}
	m := r.client.in(ch)
	if !ch.maySpeak(r.client, m) {
		fail(irc.ErrCannotSend, ch.name, "Cannot send to channel")
		return
	}
	r.line = irc.AppendText(r.line[:0], r.client.source, r.name, ch.name, text)
	readers := ch.log.Len()
	if m == nil {
		ch.log.Append(r.batch, r.line, nil)
	} else {
		ch.log.Append(r.batch, r.line, m.sub)
		readers--
	}
	r.Counts.Deliveries.Add(int64(readers))
}

func (r *request) whisper(target, text string, fail func(string, ...string)) {
	to := r.find(target)
	if to == nil {
		fail(irc.ErrNoSuchNick, irc.Cut(target, 64), "No such nick/channel")
		return
	}
	r.send(to, r.batch, irc.AppendText(r.line[:0], r.client.source, r.name, to.nick, text))
	r.Counts.Deliveries.Add(1)
	if to.away != "" {
		fail(irc.RplAway, to.nick, to.away)
	}
}

func (r *request) away() {
	c := r.client
	if c.away = irc.Cut(r.param(0), maxAway); c.away == "" {
		r.reply(irc.RplUnaway, "You are no longer marked as being away")
		return
	}
	r.reply(irc.RplNowAway, "You have been marked as being away")
}

// split returns the names in a list with commas, each once, letters' case aside.
func split(list string) []string {
	if list != "" && !strings.Contains(list, ",") {
		return []string{list}
	}
	var names []string
	seen := make(map[string]bool)
	for name := range strings.SplitSeq(list, ",") {
		if folded := irc.Fold(name); name != "" && !seen[folded] {
			seen[folded] = true
			names = append(names, name)
		}
	}
	return names
}
