package chat_test

import (
	"fmt"
	"strings"
	"testing"

	"systems.course/checkkit"
)

func TestOpensAChannelForWhoJoins(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 3)
	a, b, c := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	channel := "#" + r.Word()
	because := "who joins gets the JOIN itself, then the names (353) and their end (366); who opens a channel is its operator (RFC 2812, 3.2.1)"
	a.send("JOIN " + channel)
	a.hears(because, a.nick, "JOIN", channel)
	got := a.fence()
	checkkit.Equal(t, "the names in "+channel, names(got, channel), []string{"@" + a.nick}, "%s", because)
	a.reply(got, because, "366", channel)
	a.without(got, "the channel has no topic", "332")

	got = b.do("JOIN " + strings.ToUpper(channel))
	checkkit.Equal(t, "the names in "+channel, names(got, channel), sorted("@"+a.nick, b.nick), "capitals make no other channel, and only its first member is an operator")
	a.hears("who is in a channel hears who comes", b.nick, "JOIN", channel)
	b.silent(b.do("JOIN "+channel), "who is in a channel already is not told again")
	a.quiet("nobody has come")
	c.quiet("who is not in a channel doesn't hear who comes")
}

func TestSpeaksToAllButTheSpeaker(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 4)
	a, b, c, out := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2]), s.enter(nicks[3])
	channel := "#" + r.Word()
	join(channel, a, b, c)
	for _, command := range []string{"PRIVMSG", "NOTICE"} {
		text := sentence(r)
		b.silent(b.do(command+" "+channel+" :"+text), "the speaker knows what it said")
		for _, member := range []*client{a, c} {
			member.hears("what is said in a channel goes to its members", b.nick, command, channel, text)
		}
	}
	for _, c := range []*client{a, c, out} {
		c.quiet("each member hears it once, and nobody else does")
	}
}

func TestLeavesAChannel(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 2)
	a, b := s.enter(nicks[0]), s.enter(nicks[1])
	channel, reason := "#"+r.Word(), sentence(r)
	join(channel, a, b)
	a.do("TOPIC " + channel + " :" + reason)
	forget(b)
	b.send("PART " + channel + " :" + reason)
	because := "a PART goes to all members, to who leaves too, with its reason (RFC 2812, 3.2.2)"
	b.hears(because, b.nick, "PART", channel, reason)
	a.hears(because, b.nick, "PART", channel, reason)
	a.do("PRIVMSG " + channel + " :" + reason)
	b.quiet("who has left hears nothing more")
	b.reply(b.do("PART "+channel), "who isn't in a channel can't leave it (442)", "442", channel)
	b.reply(b.do("PART #nowhere"), "there is no such channel", "403|442", "#nowhere")
	a.send("PART " + channel)
	a.hears(because, a.nick, "PART", channel)
	got := b.do("JOIN " + channel)
	checkkit.Equal(t, "the names in "+channel, names(got, channel), []string{"@" + b.nick}, "a channel ends with its last member; the next to join opens a new one")
	b.without(got, "a channel ends with its last member, and so does its topic", "332")
}

func TestJoinsAndLeavesSeveralAtOnce(t *testing.T) {
	s := start(t, "--max-channels", "3")
	words := checkkit.Rand(t).Words(4)
	a := s.enter("anna")
	x, y, z, more := "#"+words[0], "#"+words[1], "#"+words[2], "#"+words[3]
	got := a.do("JOIN " + x + "," + y + "," + z)
	for _, channel := range []string{x, y, z} {
		a.reply(got, "channels are a list with commas between (RFC 2812, 3.2.1)", "366", channel)
	}
	a.reply(a.do("JOIN "+more), "a client can be in --max-channels channels, here 3 (405)", "405", more)
	a.send("PART " + x + "," + y)
	a.hears("each channel of the list is left", a.nick, "PART", x)
	a.hears("each channel of the list is left", a.nick, "PART", y)
	a.reply(a.do("JOIN "+more), "there is room again", "366", more)
	a.send("JOIN 0")
	left := map[string]bool{}
	for range 2 {
		m := a.hears("JOIN 0 leaves all channels (RFC 2812, 3.2.1)", a.nick, "PART")
		left[m.params[0]] = true
	}
	checkkit.Equal(t, "the channels left", left, map[string]bool{z: true, more: true}, "JOIN 0 leaves all channels (RFC 2812, 3.2.1)")
	a.quiet("there are no other channels to leave")
	for _, bad := range []string{"word", "#a\x07b", "#" + strings.Repeat("x", 300)} {
		a.reply(a.do("JOIN "+bad), "a channel's name begins with #, has no blank, comma or control-G, and at most CHANNELLEN bytes (RFC 2812, 1.3)", "403|476|479")
	}
}

func TestNamesTheCommandThatLacksAChannel(t *testing.T) {
	c := start(t).enter("anna")
	for _, command := range []string{"JOIN", "PART", "TOPIC"} {
		c.reply(c.do(command), "the command needs a channel (461)", "461", command)
	}
}

func TestSetsTheTopic(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 3)
	a, b, c := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	channel, topic := "#"+r.Word(), sentence(r)
	join(channel, a, b)
	a.reply(a.do("TOPIC "+channel), "there is none (331)", "331", channel)
	b.send("TOPIC " + channel + " :" + topic)
	because := "a new topic is told to all members, to who set it too (RFC 2812, 3.2.4)"
	b.hears(because, b.nick, "TOPIC", channel, topic)
	a.hears(because, b.nick, "TOPIC", channel, topic)
	a.reply(a.do("TOPIC "+channel), "it is set (332)", "332", channel, topic)
	c.reply(c.do("TOPIC "+channel+" :other"), "only members change it (442)", "442", channel)
	c.reply(c.do("TOPIC #nowhere"), "there is no such channel", "403|442", "#nowhere")
	c.reply(c.do("JOIN "+channel), "who joins is told the topic", "332", channel, topic)
	forget(a, b)
	a.send("TOPIC " + channel + " :")
	b.hears("an empty topic removes it", a.nick, "TOPIC", channel, "")
	forget(a, c)
	a.reply(a.do("TOPIC "+channel), "an empty topic removes it", "331", channel)
}

func TestTellsEachNeighbourOnce(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 5)
	a, b, out := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	for _, channel := range []string{"#one", "#two", "#three"} {
		join(channel, a, b)
	}
	join("#else", out)
	old := a.nick
	a.renames(nicks[3], "the client itself is told of its new nickname, once")
	a.quiet("the client itself is told of its new nickname, once")
	b.hears("who shares a channel hears of a new nickname", old, "NICK", nicks[3])
	b.quiet("who shares three channels hears of it once")
	checkkit.Equal(t, "the names in #one", names(b.do("NAMES #one"), "#one"), sorted("@"+a.nick, b.nick), "a new nickname changes nothing else")

	reason := sentence(r)
	a.send("QUIT :" + reason)
	because := "who shares a channel hears that a client has left, and why (RFC 2812, 3.1.7)"
	m := b.hears(because, a.nick, "QUIT")
	if !strings.Contains(m.last(), reason) {
		b.fail("QUIT with the reason "+clip(reason), clip(m.raw), because)
	}
	b.quiet("who shares three channels hears of it once")
	out.quiet("who shares no channel doesn't hear of it")
	checkkit.Equal(t, "the names in #one", names(b.do("NAMES #one"), "#one"), []string{b.nick}, "who has left the server has left its channels")
}

func TestTellsOfWhoGoesWithoutAWord(t *testing.T) {
	s := start(t)
	nicks := nicknames(checkkit.Rand(t), 3)
	a, b := s.enter(nicks[0]), s.enter(nicks[1])
	join("#one", a, b)
	b.write("PRIVMSG #one :half of a li")
	b.hangUp()
	a.hears("a connection that ends is a QUIT; half a line is no message", nicks[1], "QUIT")
	c := s.enter(nicks[1])
	checkkit.Equal(t, "the names in #one", names(c.do("JOIN #one"), "#one"), sorted("@"+a.nick, c.nick), "the nickname and its place are free again")
	a.hears("who is in a channel hears who comes", c.nick, "JOIN", "#one")
	a.quiet("each QUIT is told once")
}

func TestKeepsTheOrderInAChannel(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 6)
	var members []*client
	for _, nick := range nicks {
		members = append(members, s.enter(nick))
	}
	join("#one", members...)
	join("#two", members...)
	const each = 200
	speakers, listeners := members[:3], members[3:]
	failed := make(chan error, len(speakers))
	for _, c := range speakers {
		go func() {
			var text strings.Builder
			for i := range each {
				fmt.Fprintf(&text, "PRIVMSG %s :%d\r\n", []string{"#one", "#two"}[i%2], i)
			}
			_, err := c.conn.Write([]byte(text.String()))
			failed <- err
		}()
	}
	for _, c := range listeners {
		next := map[string]int{}
		for range each * len(speakers) {
			m, ok := c.read()
			if !ok {
				c.fail(fmt.Sprintf("%d messages of each of %d speakers", each, len(speakers)), fmt.Sprint(next)+c.how(), "no message is lost")
			}
			if want := fmt.Sprint(next[m.from()]); m.command != "PRIVMSG" || m.last() != want {
				c.fail("the text "+want+" of "+m.from(), clip(m.raw), "what one client sends arrives in the order of sending, over all the channels that two share")
			}
			next[m.from()]++
		}
	}
	for range speakers {
		checkkit.NoError(t, "the speakers' writes", <-failed, "the server reads what clients send")
	}
}
