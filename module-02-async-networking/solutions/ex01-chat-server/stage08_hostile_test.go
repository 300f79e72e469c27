package chat_test

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"systems.course/checkkit"
)

// aStalledMember lets c stop reading in #one, while a speaks there and b listens,
// and returns what b is told when c is dropped. What a says never waits in b's
// queue: b reads each batch before the next is sent.
func aStalledMember(t *testing.T, a, b, c *client) message {
	t.Helper()
	join("#one", a, b, c)
	const batch, most = 50, 64 << 20 // a batch is 20 KB; the kernel holds some MB for c
	text := strings.Repeat("x", 350)
	because := "who doesn't read is dropped when its queue is full, and others don't wait for it"
	for sent := 0; sent*len(text) < most; {
		var lines strings.Builder
		for i := range batch {
			fmt.Fprintf(&lines, "PRIVMSG #one :%08d%s\r\n", sent+i, text)
		}
		a.write(lines.String())
		for range batch {
			m, ok := b.read()
			if ok && m.command == "QUIT" && m.from() == c.nick {
				return m
			}
			if want := fmt.Sprintf("%08d", sent); !ok || m.command != "PRIVMSG" || !strings.HasPrefix(m.last(), want) {
				b.fail(fmt.Sprintf(":%s!user@host PRIVMSG #one :%s…, or the QUIT of %s", a.nick, want, c.nick), clip(m.raw)+b.how(), because)
			}
			sent++
		}
	}
	b.fail("the QUIT of "+c.nick, fmt.Sprintf("%d MB of messages, none of which it has read", most>>20), because)
	return message{}
}

func TestDropsWhoNeverReads(t *testing.T) {
	s := start(t, "--send-queue", "65536")
	nicks := nicknames(checkkit.Rand(t), 3)
	a, b, c := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	aStalledMember(t, a, b, c)
	c.hangUp()
	if m, ok := a.read(); !ok || m.command != "JOIN" && m.command != "QUIT" {
		a.fail("the QUIT of "+c.nick, clip(m.raw)+a.how(), "who shares a channel hears that a client has left")
	}
	forget(a, b)
	checkkit.Equal(t, "the names in #one", names(b.do("NAMES #one"), "#one"), sorted("@"+a.nick, b.nick), "who was dropped is gone")
	d := s.enter(c.nick)
	d.reply(d.do("JOIN #one"), "its nickname is free, and it may come back", "366", "#one")
}

func TestSaysWhyWhoNeverReadsIsDropped(t *testing.T) {
	s := start(t, "--send-queue", "65536")
	nicks := nicknames(checkkit.Rand(t), 3)
	a, b, c := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	m := aStalledMember(t, a, b, c)
	if text := strings.ToLower(m.last()); !strings.Contains(text, "send") || !strings.Contains(text, "queue") {
		b.fail(":"+c.nick+"!user@host QUIT :Send queue exceeded", clip(m.raw), "the reason tells who runs the server what has happened; the checks look for \"send\" and \"queue\" in it")
	}
}

func TestReadsNoFasterThanTheRate(t *testing.T) {
	const rate, burst, lines = 20, 5, 40
	s := start(t, "--rate", fmt.Sprint(rate), "--burst", fmt.Sprint(burst))
	a, b := s.enter("anna"), s.enter("bert")
	var text strings.Builder
	for i := range lines {
		fmt.Fprintf(&text, "PRIVMSG bert :%d\r\n", i)
	}
	begin := time.Now()
	a.write(text.String())
	for i := range lines {
		b.hears("lines over the rate are done later; none is lost", "anna", "PRIVMSG", "bert", fmt.Sprint(i))
		since := time.Since(begin)
		if most := burst + 1 + int(since.Seconds()*rate); i+1 > most {
			b.fail(fmt.Sprintf("at most %d messages within %v", most, since), fmt.Sprint(i+1), fmt.Sprintf("with --rate %d --burst %d a client gets no more than %d lines at once and %d a second after that", rate, burst, burst, rate))
		}
	}
	a.quiet("a client over the rate waits, and is not punished")
}

func TestClosesWhoDoesNotRegister(t *testing.T) {
	s := start(t, "--register-timeout", "2s")
	a := s.enter("anna")
	silent, half := s.dial(), s.dial()
	half.send("NICK bert")
	because := "who hasn't registered after --register-timeout, here two seconds, is closed"
	silent.closed(because)
	half.closed(because)
	a.quiet("who has registered is not concerned")
	s.enter("bert")
}

func TestPingsWhoIsSilent(t *testing.T) {
	s := start(t, "--ping-interval", "1s", "--ping-timeout", "2s")
	a, b := s.enter("anna"), s.enter("bert")
	join("#one", a, b)
	m, ok := b.readAny()
	if !ok || m.command != "PING" {
		b.fail("PING", clip(m.raw)+b.how(), "who says nothing for --ping-interval, here a second, is asked whether it is there")
	}
	// b doesn't answer. a does: read answers for it.
	a.hears("who doesn't answer a PING within --ping-timeout is closed", "bert", "QUIT")
	for {
		m, ok = b.readAny()
		if !ok {
			break
		}
		if m.command == "ERROR" {
			return
		}
	}
	b.fail("ERROR, and then the end", "the end"+b.how(), "who is closed is told why")
}

func TestTurnsAwayWhoIsTooMany(t *testing.T) {
	s := start(t, "--max-clients", "3")
	first := s.enter("anna")
	s.enter("bert")
	s.dial().send("NICK cleo") // counts, though it is not registered
	because := "--max-clients, here 3, bounds the connections; the next gets ERROR and is closed"
	checkkit.Eventually(t, patience, "ERROR and the end for a fourth connection", because, func() bool {
		c := s.dial()
		got := c.closed(because)
		return slices.ContainsFunc(got, func(m message) bool { return m.command == "ERROR" })
	})
	first.quiet("those who are there don't notice")
	first.send("QUIT")
	first.closed("QUIT is the end of a connection")
	checkkit.Eventually(t, patience, "room for another connection", "one of three has left", func() bool {
		c := s.dial()
		// A write to a connection that is turned away may fail; the read tells.
		_, err := c.conn.Write([]byte("NICK dora\r\nUSER x 0 * :Real Name\r\n"))
		m, ok := c.read()
		return err == nil && ok && m.command == "001"
	})
}

func TestServesBesideManyWhoSayNothing(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	for i := range 100 {
		c := s.dial()
		if i%2 == 0 {
			c.write("NICK half-of-a-li")
		}
	}
	a, b := s.enter("anna"), s.enter("bert")
	join("#one", a, b)
	for range 20 {
		text := sentence(r)
		a.do("PRIVMSG #one :" + text)
		b.hears("100 connections that say nothing are nothing to others", "anna", "PRIVMSG", "#one", text)
	}
}

func TestOutlivesConnectionsThatBreak(t *testing.T) {
	s := start(t)
	a, b := s.enter("anna"), s.enter("bert")
	join("#one", a, b)
	left := 0
	for i := range 40 {
		c := s.dial()
		if i%2 == 0 {
			c.register(fmt.Sprintf("guest%d", i))
			c.send("JOIN #one")
			left++
		}
		c.write("PRIVMSG #one :hello\r\nLIST\r\nNAMES #one\r\nPRIVMSG #o")
		if err := errors.Join(c.conn.(*net.TCPConn).SetLinger(0), c.conn.Close()); err != nil { // a reset, not an end
			t.Fatal(err)
		}
	}
	// Of a reset connection the server may not see all that was sent before, but
	// who came in must go again.
	inside := map[string]bool{}
	checkkit.Eventually(t, patience, "#one with anna and bert alone", "who has come and gone is not in a channel", func() bool {
		for _, m := range a.fence() {
			if m.command == "JOIN" {
				inside[m.from()] = true
			}
			if m.command == "QUIT" {
				delete(inside, m.from())
			}
		}
		return len(inside) == 0 && slices.Equal(names(b.do("NAMES #one"), "#one"), sorted("@anna", "bert"))
	})
	s.enter("guest0")
}
