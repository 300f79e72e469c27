package chat_test

import (
	"fmt"
	"strings"
	"testing"

	"systems.course/checkkit"
)

func TestDeliversAPrivateMessage(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 3)
	a, b, c := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	for _, command := range []string{"PRIVMSG", "NOTICE"} {
		for _, text := range []string{sentence(r), r.Word(), ":", "\x01ACTION waves\x01", "\xff\xfe caf\xe9", "\xe2\x82\xac"} {
			a.silent(a.do(command+" "+b.nick+" :"+text), "a message is not answered when it arrives")
			b.hears("the text goes to its receiver as it is, with the sender's full name in front (RFC 2812, 3.3)", a.nick, command, b.nick, text)
		}
	}
	a.silent(a.do("PRIVMSG "+strings.ToUpper(b.nick)+" word"), "a message is not answered when it arrives")
	b.hears("capitals make no other nickname; a text without blanks needs no colon", a.nick, "PRIVMSG", anything, "word")
	b.quiet("each message comes once")
	c.quiet("a private message is for its receiver alone")
}

func TestHandsOnNoNUL(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 3)
	a, b, c := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	a.write("PRIVMSG " + b.nick + " :be\x00fore\r\nPRIVMSG " + b.nick + " :be\rfore\r\nPING done\r\n")
	for m, ok := a.read(); ok && m.command != "PONG"; m, ok = a.read() {
	}
	c.silent(c.do("PRIVMSG "+b.nick+" :after"), "a message is not answered when it arrives")
	for { // read ends the check at a line with a NUL or CR
		m, ok := b.read()
		if !ok {
			b.fail("the text of "+c.nick, "nothing"+b.how(), "another client's NUL harms nobody else")
		}
		if m.from() == c.nick {
			return
		}
	}
}

func TestSaysWhyAMessageCannotBeSent(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 3)
	a, b := s.enter(nicks[0]), s.enter(nicks[1])
	a.reply(a.do("PRIVMSG "+nicks[2]+" :"+sentence(r)), "nobody has this nickname (401)", "401", nicks[2])
	a.reply(a.do("PRIVMSG"), "there is no receiver (411)", "411")
	a.reply(a.do("PRIVMSG "+b.nick), "there is no text (412)", "412")
	a.reply(a.do("PRIVMSG #nowhere :"+sentence(r)), "there is no such channel", "401|403|404", "#nowhere")
	b.hangUp()
	checkkit.Eventually(t, patience, b.nick+" to be gone", "it has closed its connection", func() bool {
		return len(replies(a.do("PRIVMSG "+b.nick+" :"+sentence(r)), "401", b.nick)) == 1
	})
}

func TestNeverAnswersANotice(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 3)
	a, b := s.enter(nicks[0]), s.enter(nicks[1])
	because := "a NOTICE must never be answered, so that two programs can't answer each other for ever (RFC 2812, 3.3.2)"
	for _, line := range []string{"NOTICE " + nicks[2] + " :text", "NOTICE #nowhere :text", "NOTICE", "NOTICE " + b.nick} {
		a.silent(a.do(line), because)
	}
	b.do("AWAY :out")
	a.silent(a.do("NOTICE "+b.nick+" :text"), because+"; not even by 301")
	b.hears("the NOTICE itself arrives", a.nick, "NOTICE", b.nick, "text")
}

func TestSendsToAListOfReceivers(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 4)
	a, b, c := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	text := sentence(r)
	got := a.do("PRIVMSG " + b.nick + "," + nicks[3] + "," + c.nick + " :" + text)
	a.reply(got, "one receiver of three is not there (401)", "401", nicks[3])
	for _, to := range []*client{b, c} {
		to.hears("receivers are a list with commas between (RFC 2812, 3.3.1), and one that is missing doesn't keep the message from others", a.nick, "PRIVMSG", to.nick, text)
		to.quiet("each receiver gets the message once")
	}
}

func TestCutsATextThatBecomesTooLong(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	a, b := s.enter("anna"), s.enter("bert")
	var text strings.Builder
	for text.Len() < lineLimit {
		text.WriteString(r.Word() + " ")
	}
	long := text.String()[:lineLimit-len("PRIVMSG bert :\r\n")]
	a.silent(a.do("PRIVMSG bert :"+long), "the line has 512 bytes, and that is allowed")
	m, ok := b.read() // looks at the length
	if !ok || m.command != "PRIVMSG" || len(m.params) != 2 || len(m.raw) < 480 || !strings.HasPrefix(long, m.params[1][:min(len(m.params[1]), 440)]) {
		b.fail(":anna!user@host PRIVMSG bert and the text, of which the end may be missing", clip(m.raw)+b.how(), "with the sender's name in front the line would have more than 512 bytes; the text is cut, and no more than needed")
	}
	b.quiet("what was cut off is not sent")
}

func TestTellsWhoIsAway(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 2)
	a, b := s.enter(nicks[0]), s.enter(nicks[1])
	reason := sentence(r)
	b.reply(b.do("AWAY :"+reason), "the server confirms the absence (306)", "306")
	got := a.do("PRIVMSG " + b.nick + " :are you there")
	a.reply(got, "the sender is told of the absence, with its reason (RFC 2812, 4.1)", "301", b.nick, reason)
	b.hears("the message arrives all the same", a.nick, "PRIVMSG", b.nick, "are you there")
	b.reply(b.do("AWAY"), "AWAY without a text is the return (305)", "305")
	a.silent(a.do("PRIVMSG "+b.nick+" :again"), "it is back")
	b.hears("it is back", a.nick, "PRIVMSG", b.nick, "again")
	b.reply(b.do("AWAY :"+reason), "the server confirms the absence (306)", "306")
	b.reply(b.do("AWAY :"), "an empty text is none", "305")
}

func TestKeepsTheOrderOfEachSender(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 5)
	to := s.enter(nicks[0])
	const each = 400
	var senders []*client
	for _, nick := range nicks[1:] {
		senders = append(senders, s.enter(nick))
	}
	failed := make(chan error, len(senders))
	for _, c := range senders {
		go func() {
			var text strings.Builder
			for i := range each {
				fmt.Fprintf(&text, "PRIVMSG %s :%d\r\n", to.nick, i)
			}
			_, err := c.conn.Write([]byte(text.String()))
			failed <- err
		}()
	}
	next := map[string]int{}
	for range each * len(senders) {
		m, ok := to.read()
		if !ok {
			to.fail(fmt.Sprintf("%d messages of each of %d senders", each, len(senders)), fmt.Sprint(next)+to.how(), "no message is lost")
		}
		if want := fmt.Sprint(next[m.from()]); m.command != "PRIVMSG" || m.last() != want {
			to.fail(fmt.Sprintf("PRIVMSG %s :%s from %s", to.nick, want, m.from()), clip(m.raw), "the messages of one sender arrive in the order in which they were sent")
		}
		next[m.from()]++
	}
	for range senders {
		checkkit.NoError(t, "the senders' writes", <-failed, "the server reads what clients send")
	}
}
