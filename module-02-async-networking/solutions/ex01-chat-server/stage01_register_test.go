package chat_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"systems.course/checkkit"
)

func TestGreetsWhoHasSentNickAndUser(t *testing.T) {
	nick := nicknames(checkkit.Rand(t), 1)[0]
	c := start(t, "--name", "irc.example.net").dial()
	c.nick = nick
	c.write("NICK " + nick + "\r\nUSER " + nick + " 0 * :Real Name\r\n")
	got := c.greeting()
	because := "a client that has registered is told 001, 002, 003 and 004 first, in this order (RFC 2812, 5.1)"
	for i, numeric := range []string{"001", "002", "003", "004"} {
		c.reply(got, because, numeric)
		checkkit.Equal(t, fmt.Sprintf("the command of message %d", i+1), got[i].command, numeric, "%s", because)
		checkkit.Equal(t, "the prefix of "+numeric, got[i].prefix, "irc.example.net", "a reply comes from the server, whose name is --name")
	}
	if text := got[0].last(); !strings.Contains(text, nick+"!") {
		c.fail("001 with the client's full name, "+nick+"!user@host", clip(got[0].raw), "RFC 2812, 5.1: \"Welcome to the Internet Relay Network <nick>!<user>@<host>\"")
	}
	c.reply(got, "004 has the server's name as its own parameter (RFC 2812, 5.1)", "004", "irc.example.net")
	c.reply(got, "a new client is told how many are there (RFC 2812, 3.4.2)", "251")
	c.quiet("after the greeting nothing comes by itself")
}

func TestTakesNickAndUserInEitherOrder(t *testing.T) {
	s := start(t)
	nicks := nicknames(checkkit.Rand(t), 2)
	c := s.dial()
	c.nick = nicks[0]
	c.send("USER " + nicks[0] + " 0 * :Real Name")
	c.send("NICK " + nicks[0])
	c.reply(c.greeting(), "a client is registered when both have come, whichever is first (RFC 2812, 3.1)", "001")

	c = s.dial()
	c.nick = nicks[1]
	c.write("NICK " + nicks[0] + "1\r\nNICK " + nicks[1] + "\r\nUSER " + nicks[1] + " 0 * :Real Name\r\n")
	c.reply(c.greeting(), "a nickname can be changed until then; the last one counts", "001")
}

func TestSaysWhatItSupports(t *testing.T) {
	c := start(t, "--max-nick-length", "17").dial()
	got := c.register(nicknames(checkkit.Rand(t), 1)[0])
	tokens := map[string]string{}
	for _, m := range replies(got, "005") {
		if len(m.params) > 15 {
			c.fail("at most 15 parameters in 005", clip(m.raw), "no message has more (RFC 2812, 2.3.1); there can be several 005")
		}
		for _, token := range m.params[1 : len(m.params)-1] {
			name, value, _ := strings.Cut(token, "=")
			tokens[name] = value
		}
	}
	because := "a client reads from 005 what it may send and how names are compared"
	want := func(expected, token string, ok bool) {
		t.Helper()
		if !ok {
			c.fail("005 with "+expected, fmt.Sprintf("%s=%s", token, tokens[token])+"\nin\n"+show(replies(got, "005")), because)
		}
	}
	want("CASEMAPPING=ascii", "CASEMAPPING", tokens["CASEMAPPING"] == "ascii")
	want("NICKLEN=17, which is --max-nick-length", "NICKLEN", tokens["NICKLEN"] == "17")
	want("a CHANTYPES that has #", "CHANTYPES", strings.Contains(tokens["CHANTYPES"], "#"))
	want("CHANMODES of four lists, with b, k, l, and n and t in them", "CHANMODES", hasModes(tokens["CHANMODES"]))
	letters, signs, _ := strings.Cut(strings.TrimPrefix(tokens["PREFIX"], "("), ")")
	o, v := strings.Index(letters, "o"), strings.Index(letters, "v")
	want("PREFIX=(ov)@+, or one that has these too", "PREFIX", o >= 0 && v > o && len(signs) == len(letters) && signs[o] == '@' && signs[v] == '+')
	want("a TOPICLEN", "TOPICLEN", tokens["TOPICLEN"] != "")
	want("a CHANNELLEN", "CHANNELLEN", tokens["CHANNELLEN"] != "")
}

func hasModes(value string) bool {
	lists := strings.Split(value, ",")
	if len(lists) != 4 {
		return false
	}
	for i, letters := range []string{"b", "k", "l", "imnst"} {
		for _, letter := range letters {
			if !strings.ContainsRune(lists[i], letter) {
				return false
			}
		}
	}
	return true
}

func TestRefusesCommandsBeforeRegistration(t *testing.T) {
	s := start(t)
	nicks := nicknames(checkkit.Rand(t), 2)
	other := s.enter(nicks[0])
	c := s.dial()
	because := "who is not registered can't do this, and learns why (451)"
	for _, line := range []string{"JOIN #a", "JOIN :", "PRIVMSG " + nicks[0] + " :psst", "NICK " + nicks[1], "LIST", "WHOIS " + nicks[0]} {
		c.send(line)
		if strings.HasPrefix(line, "NICK") {
			continue // it is allowed, and says nothing
		}
		m, ok := c.read()
		if !ok || m.command != "451" {
			c.fail("451 in answer to "+line, clip(m.raw)+c.how(), because)
		}
	}
	c.send("USER " + nicks[1])
	m, ok := c.read()
	if !ok || m.command != "461" {
		c.fail("461 in answer to USER with one parameter", clip(m.raw)+c.how(), "USER has four parameters (RFC 2812, 3.1.3)")
	}
	other.quiet("a client that is not registered can't reach others")
	c.nick = nicks[1]
	c.send("USER " + nicks[1] + " 0 * :Real Name")
	c.reply(c.greeting(), "what was refused doesn't keep a client from registering", "001")
}

func TestAnswersPingWithPong(t *testing.T) {
	r := checkkit.Rand(t)
	c := start(t, "--name", "irc.example.net").enter(nicknames(r, 1)[0])
	token := sentence(r)
	c.send("PING :" + token)
	m, ok := c.read()
	if !ok || m.command != "PONG" || m.last() != token || m.prefix != "irc.example.net" {
		c.fail(":irc.example.net PONG irc.example.net :"+token, clip(m.raw)+c.how(), "a PONG has the token of its PING as its last parameter (RFC 2812, 3.7.2)")
	}
	c.reply(c.do("PING"), "a PING needs a token", "409|461")
	c.silent(c.do("PONG :"+token), "a PONG is not answered (RFC 2812, 3.7.3)")
}

func TestRefusesToRegisterTwice(t *testing.T) {
	nicks := nicknames(checkkit.Rand(t), 2)
	c := start(t).enter(nicks[0])
	because := "a connection registers once (462)"
	c.reply(c.do("USER "+nicks[1]+" 0 * :Other Name"), because, "462")
	c.reply(c.do("PASS secret"), because, "462")
}

func TestSaysFarewellOnQuit(t *testing.T) {
	s := start(t)
	nick := nicknames(checkkit.Rand(t), 1)[0]
	for range 2 { // the second is there to see that the nickname is free again
		c := s.enter(nick)
		c.send("QUIT :see you")
		got := c.closed("QUIT is the end of a connection (RFC 2812, 3.1.7)")
		if !slices.ContainsFunc(got, func(m message) bool { return m.command == "ERROR" && len(m.params) > 0 }) {
			c.fail("an ERROR with a reason, and then the end of the connection", show(got), "the server acknowledges a QUIT by sending ERROR (RFC 2812, 3.1.7)")
		}
	}
	c := s.dial()
	c.send("QUIT")
	c.closed("a client can leave before it has registered")
}

func TestShowsTheMessageOfTheDay(t *testing.T) {
	r := checkkit.Rand(t)
	nick, lines := nicknames(r, 1)[0], []string{sentence(r), "", sentence(r)}
	file := filepath.Join(t.TempDir(), "motd")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c := start(t, "--motd", file).dial()
	for _, got := range [][]message{c.register(nick), c.do("MOTD")} {
		because := "the lines of the file are shown between 375 and 376 (RFC 2812, 3.4.1)"
		c.reply(got, because, "375")
		c.reply(got, because, "376")
		var texts []string
		for _, m := range replies(got, "372") {
			texts = append(texts, strings.TrimPrefix(m.last(), "- "))
		}
		checkkit.Equal(t, "the texts of 372, without \"- \"", texts, lines, "%s", because)
	}
	c = start(t).dial()
	c.reply(c.register(nick), "there is no --motd (422)", "422")
	c.reply(c.do("MOTD"), "there is no --motd (422)", "422")
}

func TestLetsClientsNegotiateCapabilities(t *testing.T) {
	nick := nicknames(checkkit.Rand(t), 1)[0]
	c := start(t).dial()
	because := "CAP is how today's clients begin; while they negotiate, registration waits for CAP END"
	listed := func() {
		t.Helper()
		m, ok := c.read()
		if !ok || m.command != "CAP" || len(m.params) < 2 || m.params[1] != "LS" {
			c.fail(":SERVER CAP * LS :…", clip(m.raw)+c.how(), because)
		}
	}
	c.send("CAP LS 302")
	listed()
	c.send("NICK " + nick)
	c.send("USER " + nick + " 0 * :Real Name")
	c.send("CAP REQ :course.example/none")
	m, ok := c.read()
	if !ok || m.command != "CAP" || len(m.params) < 2 || m.params[1] != "NAK" {
		c.fail(":SERVER CAP * NAK :course.example/none", clip(m.raw)+c.how(), "a capability that the server doesn't have is refused; "+because)
	}
	c.send("CAP END")
	c.nick = nick
	c.reply(c.greeting(), because, "001")
	c.silent(c.do("CAP END"), "after registration there is nothing to end")
}
