package chat_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"systems.course/checkkit"
)

// renames changes the client's nickname, which must work.
func (c *client) renames(to, because string) {
	c.t.Helper()
	old := c.nick
	c.send("NICK " + to)
	c.hears(because, old, "NICK", to)
	c.nick = to
}

func TestRefusesWhatIsNoNickname(t *testing.T) {
	c := start(t, "--max-nick-length", "12").enter("anna")
	for _, nick := range []string{"1anna", "-anna", "#anna", "an.na", "an,na", "an!na", "an@na", "an*na", "an?na", "ann\xc3\xa9", "an\x01na", "annabella-max"} {
		c.reply(c.do("NICK "+nick), "a nickname begins with a letter or one of []\\`_^{|}, goes on with these, digits and -, and has at most --max-nick-length bytes, here 12 (RFC 2812, 2.3.1)", "432", nick)
	}
	c.reply(c.do("NICK"), "there is no nickname (431)", "431|461")
	c.reply(c.do("NICK :"), "an empty nickname is none", "431|432")
	c.reply(c.do("NICK :an na"), "a blank is in no nickname", "432")
	c.quiet("what was refused has changed nothing")
	c.renames("annabella-mx", "it has 12 bytes")
}

func TestTakesTheLettersThatANicknameCanHave(t *testing.T) {
	c := start(t).enter("anna")
	for _, nick := range []string{"Anna", "[x]", "{y}", "a-1", "\\_^|`", "Z"} {
		c.renames(nick, "these are letters that a nickname can have (RFC 2812, 2.3.1)")
	}
}

func TestKeepsANicknameForOne(t *testing.T) {
	s := start(t)
	nicks := nicknames(checkkit.Rand(t), 2)
	first := s.enter(nicks[0])
	upper := strings.ToUpper(nicks[0])

	c := s.dial()
	c.send("USER x 0 * :Real Name")
	for _, nick := range []string{nicks[0], upper} {
		c.send("NICK " + nick)
		m, ok := c.read()
		if !ok {
			c.fail("433 for "+nick, "nothing"+c.how(), "the nickname is in use")
		}
		c.reply([]message{m}, "the nickname is in use, and capitals make no other one (433)", "433", nick)
	}
	c.nick = nicks[1]
	c.send("NICK " + nicks[1])
	c.reply(c.greeting(), "a client whose nickname was taken tries another", "001")
	c.reply(c.do("NICK "+upper), "the nickname is in use (433)", "433", upper)
	first.quiet("whose nickname others try to take doesn't hear of it")
}

func TestComparesNicknamesAsItAnnounces(t *testing.T) {
	s := start(t)
	a, b := s.enter("x[1]"), s.enter("x{1}")
	a.quiet("with CASEMAPPING=ascii [ and { are different letters")
	b.reply(b.do("NICK X[1]"), "with CASEMAPPING=ascii only A to Z and a to z are the same", "433", "X[1]")
	a.renames("X[1]", "a client may change the case of its own nickname")
	a.silent(a.do("NICK X[1]"), "a nickname that is the same to the byte is no change")
}

func TestFreesTheNicknameOfWhoHasChangedIt(t *testing.T) {
	s := start(t)
	nicks := nicknames(checkkit.Rand(t), 3)
	a, b := s.enter(nicks[0]), s.enter(nicks[1])
	a.renames(nicks[2], "the client itself is told of its new nickname (RFC 2812, 3.1.2)")
	b.quiet("who shares no channel with a client is not told of its new nickname")
	b.renames(nicks[0], "the old nickname is free for others")
	a.reply(a.do("NICK "+nicks[0]), "it is in use again", "433", nicks[0])
}

func TestFreesTheNicknameOfWhoHasGone(t *testing.T) {
	s := start(t)
	nick := nicknames(checkkit.Rand(t), 1)[0]
	registered := s.enter(nick)
	registered.hangUp()
	var last *client
	checkkit.Eventually(t, patience, "the nickname to be free", "its owner has closed the connection without a QUIT", func() bool {
		last = s.dial()
		return last.tries(nick)
	})
	last.quiet("it is registered as any other")
	last.hangUp()

	half := s.dial() // has a nickname, and is not registered
	half.send("NICK " + nick + "2")
	half.send("LIST") // its answer says that the NICK has been done
	if m, ok := half.read(); !ok || m.command != "451" {
		half.fail("451 in answer to LIST", clip(m.raw)+half.how(), "who is not registered can't do this (451)")
	}
	half.hangUp()
	checkkit.Eventually(t, patience, "the nickname to be free", "its owner has left before it was registered", func() bool {
		return s.dial().tries(nick + "2")
	})
}

// tries registers, and reports whether the nickname was free.
func (c *client) tries(nick string) bool {
	c.t.Helper()
	c.send("NICK " + nick)
	c.send("USER x 0 * :Real Name")
	m, ok := c.read()
	if !ok {
		c.fail("001 or 433", "nothing"+c.how(), "NICK and USER have come")
	}
	if m.command == "433" {
		c.hangUp()
		return false
	}
	c.nick = nick
	c.reply([]message{m}, "NICK and USER have come", "001")
	c.greeting()
	return true
}

func TestGivesANicknameToOneOfManyAtOnce(t *testing.T) {
	s := start(t)
	nick := nicknames(checkkit.Rand(t), 1)[0]
	var clients []*client
	for range 20 {
		c := s.dial()
		c.send("USER x 0 * :Real Name")
		clients = append(clients, c)
	}
	ready, begun := make(chan struct{}), make(chan error, len(clients))
	for _, c := range clients {
		go func() {
			<-ready
			_, err := c.conn.Write([]byte("NICK " + nick + "\r\n"))
			begun <- err
		}()
	}
	close(ready)
	for range clients {
		if err := <-begun; err != nil {
			t.Fatal(err)
		}
	}
	answers := map[string]int{}
	for _, c := range clients {
		m, ok := c.read()
		if !ok && !errors.Is(c.ended, os.ErrDeadlineExceeded) {
			c.fail("001 or 433", "nothing"+c.how(), "a client whose nickname is taken may try another")
		}
		answers[m.command]++
	}
	checkkit.Equal(t, fmt.Sprintf("the answers to 20 clients that send NICK %s at once", nick), answers, map[string]int{"001": 1, "433": 19}, "a nickname has one owner at a time")
}
