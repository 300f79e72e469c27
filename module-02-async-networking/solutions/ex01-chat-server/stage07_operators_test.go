package chat_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"systems.course/checkkit"
)

// modes returns the letters and the parameters of a channel's modes, sorted.
func modes(c *client, channel string) (letters, params []string) {
	c.t.Helper()
	m := c.reply(c.do("MODE "+channel), "MODE with a channel alone is answered with its modes (324)", "324", channel)
	letters, params = []string{}, []string{}
	if len(m.params) > 2 {
		letters = sorted(strings.Split(strings.TrimLeft(m.params[2], "+"), "")...)
		params = append(params, m.params[3:]...)
	}
	return letters, params
}

// sets changes modes, which all of the others hear.
func (c *client) sets(channel, change string, others ...*client) {
	c.t.Helper()
	for _, m := range c.do("MODE " + channel + " " + change) {
		if m.command != "MODE" {
			c.fail("MODE "+channel+" "+change+" to work", clip(m.raw), "an operator of a channel may change its modes")
		}
	}
	forget(others...)
}

func TestLetsOperatorsSetTheModes(t *testing.T) {
	s := start(t)
	nicks := nicknames(checkkit.Rand(t), 3)
	a, b, c := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	join("#one", a, b)
	b.reply(b.do("MODE #one +m"), "only operators of the channel change its modes (482)", "482", "#one")
	c.reply(c.do("MODE #one +m"), "who isn't in the channel can't either", "442|482", "#one")
	a.quiet("nothing has changed")
	because := "a change goes to all members (RFC 2812, 3.2.3)"
	a.send("MODE #one +m")
	a.hears(because, a.nick, "MODE", "#one", "+m")
	b.hears(because, a.nick, "MODE", "#one", "+m")
	c.quiet("who isn't in the channel is not told")
	a.sets("#one", "+n-m+t", b)
	letters, params := modes(b, "#one")
	checkkit.Equal(t, "the modes of #one", append(letters, params...), []string{"n", "t"}, "a change can have several letters, and + or - holds until the next")
	a.sets("#one", "-nt+kl secret 20", b)
	letters, params = modes(b, "#one")
	checkkit.Equal(t, "the modes of #one", letters, []string{"k", "l"}, "letters take their parameters in order")
	if !slices.Contains(params, "20") {
		b.fail("324 #one +kl … with 20", fmt.Sprint(params), "members see the limit")
	}
	if _, params := modes(c, "#one"); slices.Contains(params, "secret") {
		c.fail("324 without the key", fmt.Sprint(params), "who isn't in the channel doesn't learn its key")
	}
	a.reply(a.do("MODE #one +y"), "there is no such mode (472)", "472", "y")
	a.reply(a.do("MODE"), "MODE needs a name (461)", "461", "MODE")
	a.reply(a.do("MODE #nowhere +n"), "there is no such channel", "401|403", "#nowhere")
}

func TestMakesOperatorsAndGivesVoices(t *testing.T) {
	s := start(t)
	nicks := nicknames(checkkit.Rand(t), 4)
	a, b, c := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	join("#one", a, b, c)
	a.send("MODE #one +o " + b.nick)
	for _, member := range []*client{a, b, c} {
		member.hears("all members hear who has become an operator", a.nick, "MODE", "#one", "+o", b.nick)
	}
	b.send("MODE #one -o " + a.nick)
	for _, member := range []*client{a, b, c} {
		member.hears("operators can take from each other what they have", b.nick, "MODE", "#one", "-o", a.nick)
	}
	a.reply(a.do("MODE #one +o "+a.nick), "it is no operator any more (482)", "482", "#one")
	b.sets("#one", "+vv "+a.nick+" "+c.nick, a, c)
	checkkit.Equal(t, "the names in #one", names(c.do("NAMES #one"), "#one"), sorted("+"+a.nick, "@"+b.nick, "+"+c.nick), "+ stands before those that have a voice")
	b.sets("#one", "-v+o "+c.nick+" "+a.nick, a, c)
	checkkit.Equal(t, "the names in #one", names(c.do("NAMES #one"), "#one"), sorted("@"+a.nick, "@"+b.nick, c.nick), "@ stands before operators, whatever else they have")
	out := s.enter(nicks[3])
	b.reply(b.do("MODE #one +o "+out.nick), "it isn't in the channel (441)", "441", out.nick, "#one")
	b.reply(b.do("MODE #one +v nobody9"), "nobody has this nickname", "401|441", "nobody9")
}

func TestKeepsSilenceWhereItIsAsked(t *testing.T) {
	s := start(t)
	nicks := nicknames(checkkit.Rand(t), 3)
	a, b, out := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	join("#one", a, b)
	a.sets("#one", "-n", b)
	out.silent(out.do("PRIVMSG #one :hello"), "without n everybody can speak to the channel")
	a.hears("without n everybody can speak to the channel", out.nick, "PRIVMSG", "#one", "hello")
	forget(b)
	a.sets("#one", "+n", b)
	out.reply(out.do("PRIVMSG #one :hello"), "with n only members speak (404)", "404", "#one")
	out.silent(out.do("NOTICE #one :hello"), "a NOTICE is never answered")
	a.sets("#one", "+m", b)
	b.reply(b.do("PRIVMSG #one :hello"), "with m only operators and those with a voice speak (404)", "404", "#one")
	a.quiet("what can't be sent is not heard")
	a.sets("#one", "+v "+b.nick, b)
	b.silent(b.do("PRIVMSG #one :hello"), "it has a voice")
	a.hears("with m those speak that have a voice", b.nick, "PRIVMSG", "#one", "hello")

	b.do("TOPIC #one :free")
	a.hears("without t all members set the topic", b.nick, "TOPIC", "#one", "free")
	a.sets("#one", "+t", b)
	b.reply(b.do("TOPIC #one :mine"), "with t only operators set the topic (482)", "482", "#one")
	a.send("TOPIC #one :ours")
	b.hears("operators set the topic", a.nick, "TOPIC", "#one", "ours")
}

func TestOpensOnlyToTheInvited(t *testing.T) {
	s := start(t)
	nicks := nicknames(checkkit.Rand(t), 4)
	a, b, c := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	join("#one", a, b)
	a.sets("#one", "+i", b)
	c.reply(c.do("JOIN #one"), "with i only who is invited can join (473)", "473", "#one")
	b.reply(b.do("INVITE "+c.nick+" #one"), "with i only operators invite (482)", "482", "#one")
	c.reply(c.do("INVITE "+b.nick+" #one"), "who isn't in the channel can't invite to it (442)", "442", "#one")
	a.reply(a.do("INVITE "+nicks[3]+" #one"), "nobody has this nickname (401)", "401", nicks[3])
	a.reply(a.do("INVITE "+b.nick+" #one"), "it is in the channel (443)", "443", b.nick, "#one")
	a.reply(a.do("INVITE "+c.nick), "INVITE needs a channel too (461)", "461", "INVITE")
	c.quiet("nobody has invited it")
	m := a.reply(a.do("INVITE "+c.nick+" #one"), "the invitation is confirmed (341)", "341")
	if !slices.Contains(m.params, c.nick) || !slices.Contains(m.params, "#one") {
		a.fail("341 with "+c.nick+" and #one", clip(m.raw), "the invitation is confirmed")
	}
	c.hears("who is invited is told by whom and where to", a.nick, "INVITE", c.nick, "#one")
	b.quiet("others are not told")
	c.reply(c.do("JOIN #one"), "it is invited", "366", "#one")
	forget(a, b)
	c.do("PART #one")
	c.reply(c.do("JOIN #one"), "an invitation is for one JOIN", "473", "#one")
}

func TestAsksForTheKeyAndKeepsTheLimit(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 3)
	a, b, c := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	key := r.Word()
	join("#one", a)
	a.sets("#one", "+k "+key)
	because := "with k a JOIN needs the key (475)"
	b.reply(b.do("JOIN #one"), because, "475", "#one")
	b.reply(b.do("JOIN #one "+key+"x"), because, "475", "#one")
	got := b.do("JOIN #two,#one x," + key)
	b.reply(got, "keys are a list in the order of the channels", "366", "#two")
	b.reply(got, "keys are a list in the order of the channels", "366", "#one")
	forget(a)
	a.sets("#one", "-k+l "+key+" 2", b)
	c.reply(c.do("JOIN #one"), "with l no more can join than the limit says, here 2 (471)", "471", "#one")
	a.sets("#one", "+l 3", b)
	c.reply(c.do("JOIN #one"), "there is room for a third, and the key is gone", "366", "#one")
	forget(a, b)
	a.sets("#one", "-l", b, c)
	letters, _ := modes(a, "#one")
	checkkit.Equal(t, "the modes of #one", letters, []string{}, "limit and key are gone")
}

func TestKeepsOutTheBanned(t *testing.T) {
	s := start(t)
	nicks := nicknames(checkkit.Rand(t), 3)
	a, b, c := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	join("#one", a, b)
	for _, mask := range []string{c.nick + "!*@*", strings.ToUpper(c.nick) + "!*@*", "*!*user@*", "*" + c.nick[1:] + "!*@*", c.nick[:1] + "?" + c.nick[2:] + "*!*@*"} {
		a.sets("#one", "+b "+mask, b)
		c.reply(c.do("JOIN #one"), "nick!user@host is banned by "+mask+", where * is any text and ? any character (474)", "474", "#one")
		got := b.do("MODE #one +b")
		b.reply(got, "b without a mask lists the bans, for all members (367)", "367", "#one", mask)
		b.reply(got, "the list has an end (368)", "368", "#one")
		a.sets("#one", "-b "+mask, b)
		b.without(b.do("MODE #one b"), "the ban is gone", "367")
	}
	a.sets("#one", "+b "+b.nick+"!*@*", b)
	b.reply(b.do("PRIVMSG #one :hello"), "a member that is banned can't speak (404)", "404", "#one")
	a.quiet("what can't be sent is not heard")
	a.sets("#one", "-b "+b.nick+"!*@*", b)
	c.reply(c.do("JOIN #one"), "no ban is left", "366", "#one")
	a.hears("who is in a channel hears who comes", c.nick, "JOIN", "#one")
	a.sets("#one", "+b "+c.nick+"x!*@*", b, c)
	c.do("PRIVMSG #one :hello")
	a.hears("a mask is for the whole of the name", c.nick, "PRIVMSG", "#one", "hello")
}

func TestKicksAMember(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t)
	nicks := nicknames(r, 4)
	a, b, c, out := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2]), s.enter(nicks[3])
	join("#one", a, b, c)
	reason := sentence(r)
	b.reply(b.do("KICK #one "+a.nick), "only operators of the channel kick (482)", "482", "#one")
	out.reply(out.do("KICK #one "+a.nick), "who isn't in the channel can't kick", "442|482", "#one")
	a.reply(a.do("KICK #one "+out.nick), "it isn't in the channel (441)", "441", out.nick, "#one")
	a.reply(a.do("KICK #one"), "KICK needs a nickname too (461)", "461", "KICK")
	a.reply(a.do("KICK #nowhere "+b.nick), "there is no such channel", "403|442", "#nowhere")
	a.send("KICK #one " + b.nick + " :" + reason)
	for _, member := range []*client{a, b, c} {
		member.hears("a KICK goes to all members, to who is kicked too, with its reason (RFC 2812, 3.2.8)", a.nick, "KICK", "#one", b.nick, reason)
	}
	a.do("PRIVMSG #one :hello")
	b.quiet("who was kicked is out")
	b.reply(b.do("PART #one"), "who was kicked is out", "442", "#one")
	b.reply(b.do("JOIN #one"), "a kick is no ban", "366", "#one")
}

func TestShowsNothingOfWhatIsSecret(t *testing.T) {
	s := start(t)
	nicks := nicknames(checkkit.Rand(t), 3)
	a, b, out := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2])
	join("#one", a, b)
	a.sets("#one", "+s", b)
	because := "a secret channel is not there for those who are not in it (RFC 2811, 4.2.6)"
	out.without(out.do("WHO #one"), because, "352")
	out.without(out.do("NAMES #one"), because, "353")
	out.without(out.do("WHOIS "+a.nick), because, "319")
	if found := replies(out.do("LIST"), "322", "#one"); len(found) > 0 {
		out.fail("LIST without #one", show(found), because)
	}
	because = "for members a secret channel is like others"
	b.reply(b.do("LIST"), because, "322", "#one", "2")
	checkkit.Equal(t, "the names in #one", names(b.do("NAMES #one"), "#one"), sorted("@"+a.nick, b.nick), "%s", because)
	checkkit.Equal(t, "the number of 352 replies", len(replies(b.do("WHO #one"), "352")), 2, "%s", because)
	b.reply(b.do("WHOIS "+a.nick), because, "319", a.nick, "@#one")

	a.send("MODE " + a.nick + " +i")
	a.hears("a client's own modes are confirmed", a.nick, "MODE", a.nick, "+i")
	a.reply(a.do("MODE "+a.nick), "MODE with the own nickname is answered with 221", "221", "+i")
	if found := replies(out.do("WHO *"), "352", anything, anything, anything, anything, a.nick); len(found) > 0 {
		out.fail("WHO * without "+a.nick, show(found), "who is invisible (i) is not listed to those who share no channel with it (RFC 2812, 3.1.5)")
	}
	out.reply(out.do("WHO *"), "others are listed", "352", anything, anything, anything, anything, b.nick)
	out.reply(out.do("MODE "+a.nick+" -i"), "a client's modes are its own (502)", "502")
}

func TestMakesOperatorsOfTheServer(t *testing.T) {
	r := checkkit.Rand(t)
	s := start(t, "--oper", "root:"+r.Word()+"-secret", "--oper", "admin:pass:word")
	nicks := nicknames(r, 4)
	a, b, c, bad := s.enter(nicks[0]), s.enter(nicks[1]), s.enter(nicks[2]), s.enter(nicks[3])
	bad.do("MODE " + bad.nick + " +o")
	bad.reply(bad.do("MODE "+bad.nick), "MODE makes nobody an operator of the server", "221", "+")
	bad.send("OPER admin wrong") // a server may let it wait now, so there is no fence
	m, ok := bad.read()
	if !ok || m.command != "464" && m.command != "491" {
		bad.fail("464 in answer to OPER with a wrong password", clip(m.raw)+bad.how(), "OPER needs a name and a password of --oper (RFC 2812, 3.1.4)")
	}
	b.reply(b.do("KILL "+c.nick+" :no"), "only operators of the server end connections (481)", "481")
	c.quiet("nobody has ended it")
	a.reply(a.do("OPER admin"), "OPER needs a password too (461)", "461", "OPER")
	a.reply(a.do("OPER admin pass:word"), "name and password are those of --oper (381)", "381")
	a.reply(a.do("MODE "+a.nick), "an operator has the mode o", "221", "+o")
	b.reply(b.do("WHOIS "+a.nick), "WHOIS names operators (313)", "313", a.nick)
	join("#one", b, c)
	a.do("KILL " + c.nick + " :enough")
	got := c.closed("KILL is the end of a connection (RFC 2812, 3.7.1)")
	if !slices.ContainsFunc(got, func(m message) bool { return m.command == "ERROR" || m.command == "KILL" }) {
		c.fail("ERROR and then the end", show(got), "who is killed is told so")
	}
	b.hears("for others it is a QUIT", c.nick, "QUIT")
}
