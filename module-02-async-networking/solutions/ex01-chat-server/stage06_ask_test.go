package chat_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"systems.course/checkkit"
)

func TestListsTheChannels(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 3)
	a, b, c := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	words, topic := r.Words(3), sentence(r)
	one, two, three := "#"+words[0], "#"+words[1], "#"+words[2]
	join(one, a, b)
	join(two, a)
	join(three, b)
	a.do("TOPIC " + one + " :" + topic)
	got := c.do("LIST")
	because := "a channel is listed with its members' number and its topic (RFC 2812, 3.2.6)"
	c.reply(got, because, "322", one, "2", topic)
	c.reply(got, because, "322", two, "1")
	c.reply(got, because, "322", three, "1")
	c.reply(got, "the list has an end", "323")
	got = c.do("LIST " + one + "," + three + ",#nowhere")
	checkkit.Equal(t, "the number of channels listed", len(replies(got, "322")), 2, "three are asked for, of which one is not there:\n%s", show(got))
	c.reply(got, because, "322", one, "2", topic)
	c.reply(got, because, "322", three, "1")
	c.reply(got, "the list has an end", "323")
}

func TestNamesTheMembers(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 3)
	a, b, c := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	words := r.Words(2)
	one, two := "#"+words[0], "#"+words[1]
	join(one, a, b)
	join(two, b)
	got := c.do("NAMES " + strings.ToUpper(one))
	because := "members are listed with @ before operators (RFC 2812, 3.2.5)"
	checkkit.Equal(t, "the names in "+one, names(got, one), sorted("@"+a.nick, b.nick), "%s", because)
	c.reply(got, "the names have an end", "366", one)
	got = c.do("NAMES " + one + "," + two)
	checkkit.Equal(t, "the names in "+two, names(got, two), sorted("@"+b.nick), "%s", because)
	checkkit.Equal(t, "the number of 353 replies", len(replies(got, "353")), 2, "two channels are asked for:\n%s", show(got))
	got = c.do("NAMES #nowhere")
	c.reply(got, "the names have an end, if there are none too", "366", "#nowhere")
	c.without(got, "there is nobody", "353")
}

func TestSplitsWhatDoesNotFitIntoALine(t *testing.T) {
	s := start(t, "--max-nick-length", "30")
	var want []string
	for i := range 40 {
		c := s.enter(fmt.Sprintf("member-%02d-%s", i, strings.Repeat("x", 20)))
		c.send("JOIN #many")
		c.hears("who joins is told so", c.nick, "JOIN", "#many")
		want = append(want, c.nick)
		if i == 0 {
			want[0] = "@" + c.nick
		}
	}
	slices.Sort(want)
	c := s.enter("anna")
	got := c.do("NAMES #many")
	checkkit.Equal(t, "the names in #many", names(got, "#many"), want, "40 names of 30 bytes need several lines of 512 bytes; each name stands in one of them, whole")
	c.reply(got, "there is one end", "366", "#many")
	got = c.do("WHO #many")
	checkkit.Equal(t, "the number of 352 replies", len(replies(got, "352", "#many")), 40, "WHO has a line for each member")
}

func TestSaysWhoSomebodyIs(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t, "--name", "irc.example.net")
	nicks := nicknames(r, 4)
	a, b := s.enter(nicks[0]), s.enter(nicks[1])
	c := s.dial()
	real := sentence(r)
	c.write("NICK " + nicks[2] + "\r\nUSER clerk 0 * :" + real + "\r\n")
	c.nick = nicks[2]
	c.greeting()
	join("#one", a, c)
	join("#two", c)
	got := b.do("WHOIS " + strings.ToUpper(c.nick))
	because := "WHOIS tells user, host and real name (311), the server (312), the channels (319) and an end (318) (RFC 2812, 3.6.2)"
	m := b.reply(got, because, "311", c.nick, anything, anything, "*", real)
	if !strings.HasSuffix(m.params[2], "clerk") || m.params[3] == "" {
		b.fail("311 "+c.nick+" clerk HOST * :"+real, clip(m.raw), "USER has the user's name; a server may put a ~ in front")
	}
	b.reply(got, because, "312", c.nick, "irc.example.net")
	m = b.reply(got, because, "319", c.nick)
	checkkit.Equal(t, "the channels in 319, sorted", sorted(strings.Fields(m.last())...), sorted("#one", "@#two"), "each channel stands with the sign that its member has there")
	m = b.reply(got, "the time without a word is told in seconds (317)", "317", c.nick)
	if _, err := strconv.Atoi(m.params[2]); err != nil {
		b.fail("317 "+c.nick+" SECONDS …", clip(m.raw), "the idle time is in seconds")
	}
	b.reply(got, because, "318")
	b.without(got, "it is no operator, and not away", "313|301")

	c.do("AWAY :" + real)
	b.reply(b.do("WHOIS "+c.nick), "WHOIS tells an absence", "301", c.nick, real)
	got = b.do("WHOIS " + nicks[3])
	b.reply(got, "nobody has this nickname (401)", "401", nicks[3])
	b.reply(got, "there is an end, if there is nobody too", "318")
	b.reply(b.do("WHOIS"), "there is no nickname", "431|461")
	b.reply(b.do("WHOIS "+c.nick+" "+c.nick), "two parameters are how clients ask for the idle time too", "311", c.nick)
}

func TestFindsWhoIsThere(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t, "--name", "irc.example.net")
	nicks := nicknames(r, 3)
	a, b, c := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	channel := "#" + r.Word()
	join(channel, a, b)
	a.do("AWAY :out")
	got := c.do("WHO " + channel)
	because := "WHO has channel, user, host, server, nickname, H or G for here or gone with @ for an operator, and :0 and the real name (RFC 2812, 3.6.1)"
	m := c.reply(got, because, "352", channel, anything, anything, "irc.example.net", a.nick, "G@")
	checkkit.Equal(t, "the last parameter of 352", m.last(), "0 Real "+a.nick, "%s", because)
	c.reply(got, because, "352", channel, anything, anything, "irc.example.net", b.nick, "H")
	checkkit.Equal(t, "the number of 352 replies", len(replies(got, "352")), 2, "two are in the channel:\n%s", show(got))
	c.reply(got, "the list has an end", "315", channel)

	got = c.do("WHO " + b.nick)
	c.reply(got, "WHO finds a nickname", "352", anything, anything, anything, anything, b.nick)
	c.reply(got, "the list has an end", "315")
	got = c.do("WHO " + strings.ToUpper(b.nick[:2]) + "*")
	c.reply(got, "* in a mask is any text", "352", anything, anything, anything, anything, b.nick)
	got = c.do("WHO #nowhere")
	c.without(got, "nobody is there", "352")
	c.reply(got, "the list has an end", "315")
}

func TestSaysWhoIsOnline(t *testing.T) {
	s := start(t)
	nicks := nicknames(checkkit.Rand(t), 4)
	a, b := s.enter(nicks[0]), s.enter(nicks[1])
	m := a.reply(a.do("ISON "+nicks[2]+" "+b.nick+" "+nicks[3]+" "+a.nick), "ISON is answered with those who are there (RFC 2812, 4.9)", "303")
	checkkit.Equal(t, "the nicknames in 303, sorted", sorted(strings.Fields(m.last())...), sorted(a.nick, b.nick), "ISON is answered with those who are there (RFC 2812, 4.9)")
	b.do("AWAY :out")
	m = a.reply(a.do("USERHOST "+nicks[2]+" "+b.nick), "USERHOST is answered with those who are there (RFC 2812, 4.8)", "302")
	user, host, _ := strings.Cut(strings.TrimSpace(m.last()), "@")
	if !strings.HasPrefix(user, b.nick+"=-") || host == "" || strings.Contains(host, " ") {
		a.fail("302 :"+b.nick+"=-user@host", clip(m.raw), "= and then - for one that is away, + for one that is not (RFC 2812, 4.8)")
	}
}

func TestTellsOfItself(t *testing.T) {
	s := start(t, "--name", "irc.example.net")
	a := s.enter("anna")
	s.enter("bert")
	m := a.reply(a.do("LUSERS"), "LUSERS tells how many are there (RFC 2812, 3.4.2)", "251")
	if !strings.Contains(m.last(), "2 users") {
		a.fail("251 with \"There are 2 users …\"", clip(m.raw), "two clients have registered")
	}
	m = a.reply(a.do("VERSION"), "VERSION names program and server (RFC 2812, 3.4.3)", "351")
	if !slices.Contains(m.params, "irc.example.net") {
		a.fail("351 with the server's name irc.example.net", clip(m.raw), "VERSION names program and server (RFC 2812, 3.4.3)")
	}
}
