package chat_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"systems.course/checkkit"
)

// pongs returns the tokens of the PONGs among the messages.
func pongs(got []message) []string {
	tokens := []string{}
	for _, m := range got {
		if m.command == "PONG" {
			tokens = append(tokens, m.last())
		}
	}
	return tokens
}

func TestReadsALineThatComesByteByByte(t *testing.T) {
	nick := nicknames(checkkit.Rand(t), 1)[0]
	c := start(t).dial()
	c.nick = nick
	for _, b := range []byte("NICK " + nick + "\r\nUSER " + nick + " 0 * :Real Name\r\n") {
		c.write(string(b))
	}
	c.reply(c.greeting(), "TCP carries bytes: how they were cut into packets means nothing", "001")
}

func TestReadsAllTheLinesOfAPacket(t *testing.T) {
	r := checkkit.Rand(t)
	c := start(t).enter(nicknames(r, 1)[0])
	var text strings.Builder
	var want []string
	for i := range 300 {
		token := fmt.Sprintf("%d-%s", i, r.Word())
		want = append(want, token)
		text.WriteString("PING " + token + "\r\n")
	}
	lines, cut := text.String(), r.IntN(text.Len())
	c.write(lines[:cut])
	c.write(lines[cut:])
	checkkit.Equal(t, "the tokens of the PONGs", pongs(c.fence()), want, "300 lines came in two writes, cut at byte %d, and each is a command", cut)
}

func TestTakesTheLineEndsThatClientsSend(t *testing.T) {
	c := start(t).enter(nicknames(checkkit.Rand(t), 1)[0])
	c.write("PING one\nPING two\r\n\r\n\n\r\nPING three\n")
	got := c.fence()
	checkkit.Equal(t, "the tokens of the PONGs", pongs(got), []string{"one", "two", "three"}, "a line ends with CRLF or, from nc, with LF alone; empty lines are ignored (RFC 2812, 2.3.1)")
	checkkit.Equal(t, "the number of messages", len(got), 3, "an empty line is no command, and is not answered:\n%s", show(got))
}

func TestReadsTheFormsOfALine(t *testing.T) {
	nick := nicknames(checkkit.Rand(t), 1)[0]
	c := start(t).enter(nick)
	for _, tt := range []struct{ line, token, because string }{
		{"ping low", "low", "commands are case-insensitive"},
		{"PiNg Mixed", "Mixed", "commands are case-insensitive, and what is no command keeps its case"},
		{"PING    many", "many", "there can be several blanks between parameters"},
		{"PING :a b  c", "a b  c", "after blank and colon comes the last parameter, blanks included"},
		{"PING a:b", "a:b", "a colon inside of a parameter is a character like others"},
		{"PING ::", ":", "only the first colon is dropped"},
		{":" + nick + " PING prefix", "prefix", "a client may put its own nickname in front (RFC 2812, 2.3)"},
	} {
		checkkit.Equal(t, fmt.Sprintf("the token of the PONG for %q", tt.line), pongs(c.do(tt.line)), []string{tt.token}, "%s", tt.because)
	}
}

func TestNamesWhatItDoesNotUnderstand(t *testing.T) {
	word := strings.ToUpper(checkkit.Rand(t).Word())
	s := start(t)
	c := s.dial()
	c.write("USER\r\nUSER a b c\r\n")
	for range 2 {
		m, ok := c.read()
		if !ok || m.command != "461" || len(m.params) < 2 || m.params[1] != "USER" {
			c.fail("461 * USER, twice", clip(m.raw)+c.how(), "USER needs four parameters (461)")
		}
	}
	c = s.enter("anna")
	c.reply(c.do(word+" a b"), "no such command (421)", "421", word)
	c.reply(c.do("@tag=1 x y z"), "there is no such command", "421")
	c.reply(c.do("PRIVMSG2 x y z :w"), "there is no such command", "421", "PRIVMSG2")
	c.reply(c.do("A "+strings.Repeat("p ", 30)), "a line with more than 15 parameters is a line still", "421", "A")
}

func TestHoldsALineTo512Bytes(t *testing.T) {
	s := start(t)
	other := s.enter("bert")
	c := s.enter("anna")
	token := strings.Repeat("x", lineLimit-len("PING \r\n"))
	c.send("PING " + token)
	m, ok := c.read()
	if got := m.last(); !ok || m.command != "PONG" || len(got) < 300 || !strings.HasPrefix(token, got[:300]) {
		c.fail("a PONG with at least the first 300 bytes of the token", clip(m.raw)+c.how(), "a line of 512 bytes with its CRLF is allowed (RFC 2812, 2.3)")
	}
	c.send("PING " + token + "  PING smuggled") // cut off after byte 510 or 512, the rest is a command
	because := "a line of more than 512 bytes is refused as a whole: 417 and the next line is read, or ERROR and the connection is closed. No part of it is a command"
	got := []message{}
	c.write("PING after\r\n")
	for {
		m, ok := c.read()
		if !ok && errors.Is(c.ended, os.ErrDeadlineExceeded) {
			c.fail("417, or ERROR and the end", show(got)+c.how(), because)
		}
		if !ok {
			break
		}
		got = append(got, m)
		if m.command == "PONG" {
			break
		}
	}
	refused := len(replies(got, "417")) == 1 && slices.Equal(pongs(got), []string{"after"})
	gaveUp := c.ended != nil && len(pongs(got)) == 0 && slices.ContainsFunc(got, func(m message) bool { return m.command == "ERROR" })
	if !refused && !gaveUp {
		c.fail("417 and then the PONG of \"after\"; or ERROR and the end", show(got)+c.how(), because)
	}
	other.quiet("one client's long line is nothing to others")
}

func TestKeepsNoLineThatDoesNotEnd(t *testing.T) {
	s := start(t)
	other := s.enter("bert")
	c := s.enter("anna")
	chunk := strings.Repeat("x", 64<<10)
	var err error
	sent := 0
	for ; sent < 64<<20 && err == nil; sent += len(chunk) {
		if err = c.conn.SetWriteDeadline(time.Now().Add(2 * time.Second)); err == nil {
			_, err = c.conn.Write([]byte(chunk))
		}
	}
	if err == nil {
		// All was read. Then it was thrown away, and the client is told so.
		c.write("\r\n")
		m, ok := c.read()
		if m.command != "417" && m.command != "ERROR" && (ok || errors.Is(c.ended, os.ErrDeadlineExceeded)) {
			c.fail("417 or ERROR", clip(m.raw)+c.how(), fmt.Sprintf("%d bytes without a line end were read. A server keeps no more of a line than a line can have", sent))
		}
	}
	checkkit.Equal(t, "the PONGs of another client", pongs(other.do("PING still")), []string{"still"}, "a line without an end harms nobody else")
}

func TestTakesBytesOfAllKinds(t *testing.T) {
	s := start(t)
	other := s.enter("bert")
	c := s.enter("anna")
	for _, token := range []string{"\xff\xfe\x80", "caf\xe9", "\xc3\xa9", "\x01\x02\x1f\x7f"} {
		checkkit.Equal(t, "the token of the PONG", pongs(c.do("PING :"+token)), []string{token}, "a parameter is any bytes but NUL, CR and LF; there is no character set (RFC 2812, 2.2)")
	}
	// What becomes of the sender of a NUL is the server's choice.
	c.write("PING :a\x00b\r\nP\x00ING c\r\n\x00\x00\x00\r\n")
	checkkit.Equal(t, "the PONGs of another client", pongs(other.do("PING still")), []string{"still"}, "one client's NUL harms nobody else")
	s.enter("cleo").quiet("a server that has read a NUL serves new clients as before")
}

func TestDoesOnlyWholeLinesAtTheEnd(t *testing.T) {
	c := start(t).enter("anna")
	c.write("PING whole\r\nPING half")
	if err := c.conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	got := pongs(c.closed("a client that sends nothing more has left"))
	if len(got) > 1 || len(got) == 1 && got[0] != "whole" {
		c.fail("no PONG but that of \"whole\"", fmt.Sprintf("%q", got), "the last line had no end: what is missing of it nobody knows")
	}
}
