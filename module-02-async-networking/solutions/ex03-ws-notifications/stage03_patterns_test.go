package notify_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"systems.course/checkkit"
)

// matches is the definition: a pattern's tokens against a topic's.
func matches(pattern, topic []string) bool {
	switch {
	case len(pattern) == 0 || len(topic) == 0:
		return len(pattern) == len(topic)
	case pattern[0] == ">":
		return true
	}
	return (pattern[0] == "*" || pattern[0] == topic[0]) && matches(pattern[1:], topic[1:])
}

func match(pattern, topic string) bool {
	return matches(strings.Split(pattern, "."), strings.Split(topic, "."))
}

// gets subscribes a new session to the patterns and makes sure that of events of
// the topics it gets those that match.
func gets(t *testing.T, s *server, patterns, topics []string) {
	t.Helper()
	c := s.enter("alice")
	c.subscribe(append([]string{"the-fence"}, patterns...)...)
	var want []string
	for _, topic := range topics {
		id := s.publish(topic, "1")
		if slices.ContainsFunc(patterns, func(p string) bool { return match(p, topic) }) {
			want = append(want, fmt.Sprintf("%d %s", id, topic))
		}
	}
	var got []string
	for _, m := range c.upTo(s.publish("the-fence", "1"), "the session is subscribed to the-fence too") {
		if m.Topic != "the-fence" {
			got = append(got, fmt.Sprintf("%d %s", m.ID, m.Topic))
		}
	}
	checkkit.Equal(t, fmt.Sprintf("ids and topics of the events for a session with the patterns %q, of events published to %q", patterns, topics), got, want,
		"* stands for exactly one token and a > at the end for one or more; an event comes once, however many patterns match (PROTOCOL.md, Topics and patterns)")
	c.leave()
}

func TestMatchesOneTokenWithAStar(t *testing.T) {
	s, w := start(t), checkkit.Rand(t).Words(4)
	topics := []string{w[0], w[0] + "." + w[1], w[0] + "." + w[1] + "." + w[2], w[1], w[0] + "." + w[2], w[3] + "." + w[1] + "." + w[2]}
	gets(t, s, []string{w[0] + ".*"}, topics)
	gets(t, s, []string{"*"}, topics)
	gets(t, s, []string{"*." + w[1] + ".*"}, topics)
	gets(t, s, []string{"*.*"}, topics)
	gets(t, s, []string{w[0] + ".*." + w[2]}, topics)
}

func TestMatchesTheRestWithAGreaterThan(t *testing.T) {
	s, w := start(t), checkkit.Rand(t).Words(4)
	topics := []string{w[0], w[0] + "." + w[1], w[0] + "." + w[1] + "." + w[2] + "." + w[3], w[1] + "." + w[2], w[0] + "s." + w[1], w[0] + "-" + w[1]}
	gets(t, s, []string{w[0] + ".>"}, topics)
	gets(t, s, []string{">"}, topics)
	gets(t, s, []string{"*.>"}, topics)
	gets(t, s, []string{w[0] + ".*.>"}, topics)
}

func TestComparesTokensExactly(t *testing.T) {
	s, w := start(t), checkkit.Rand(t).Words(2)
	upper := strings.ToUpper(w[0][:1]) + w[0][1:]
	topics := []string{w[0], upper, w[0] + "1", w[0][:len(w[0])-1], w[0] + "_", w[0] + "." + w[1], upper + "." + w[1], w[1] + "." + w[0]}
	gets(t, s, []string{w[0]}, topics)
	gets(t, s, []string{upper}, topics)
	gets(t, s, []string{w[0] + "." + w[1]}, topics)
}

func TestSendsAnEventOnceHoweverManyPatternsMatch(t *testing.T) {
	s, w := start(t), checkkit.Rand(t).Words(3)
	topics := []string{w[0] + "." + w[1], w[0] + "." + w[2], w[0], w[1] + "." + w[1]}
	gets(t, s, []string{w[0] + "." + w[1], w[0] + ".*", "*." + w[1], w[0] + ".>", ">"}, topics)
	gets(t, s, []string{w[0] + ".*", "*." + w[1]}, topics)
}

func TestMatchesRandomPatterns(t *testing.T) {
	s, r := start(t), checkkit.Rand(t)
	some := func(words []string) string {
		var tokens []string
		for range 1 + r.IntN(3) {
			tokens = append(tokens, words[r.IntN(len(words))])
		}
		return strings.Join(tokens, ".")
	}
	for range 15 {
		var patterns, topics []string
		for range 1 + r.IntN(3) {
			p := some([]string{"a", "b", "*"})
			if r.IntN(3) == 0 {
				p += ".>"
			}
			patterns = append(patterns, p)
		}
		for range 12 {
			topics = append(topics, some([]string{"a", "b", "aa"}))
		}
		gets(t, s, patterns, topics)
	}
}

func TestGivesUpPatternsNotTopics(t *testing.T) {
	s, w := start(t), checkkit.Rand(t).Words(2)
	c := s.enter("bob")
	c.subscribe(w[0]+".*", w[0]+"."+w[1], "fence")
	m := c.asks(obj{"type": "unsubscribe", "topics": []string{w[0] + "." + w[1]}}, "unsubscribed", "unsubscribe is answered")
	checkkit.Equal(t, "topics of "+m.raw, m.Topics, slices.Sorted(slices.Values([]string{w[0] + ".*", "fence"})), "these patterns are left")
	c.event(s.publish(w[0]+"."+w[1], "1"), "the other pattern still matches it; none is held back but those that only the given-up patterns match (PROTOCOL.md, Promises 4)")
	c.asks(obj{"type": "unsubscribe", "topics": []string{">", w[0] + ".>"}}, "unsubscribed", "not having a pattern is no error, and nothing is given up but what is named")
	c.event(s.publish(w[0]+"."+w[1], "1"), "> was no pattern of the session: what is given up is a pattern, and not what it matches")
}

// notTopics is neither topics nor patterns.
func notTopics() []string {
	return []string{
		"", ".", ".a", "a.", "a..b", "a b", "é", "a.é", "a\x00", "a/b", "a,b", "a:b", "ａ",
		strings.Repeat("x", 129), strings.Repeat("x.", 16) + "x",
	}
}

func TestRefusesWhatIsNoPattern(t *testing.T) {
	s := start(t)
	c := s.enter("alice")
	c.subscribe("fence")
	for _, p := range append(notTopics(), "or*", "*a", "**", ">a", ">.a", "a.>.b", ">.>", "a.>>", "a*.b") {
		c.refused(obj{"type": "subscribe", "topics": []string{"good", p, "other"}}, "pattern", fmt.Sprintf("%q is not a pattern (PROTOCOL.md, Topics and patterns)", p))
		c.refused(obj{"type": "unsubscribe", "topics": []string{"fence", p}}, "pattern", fmt.Sprintf("%q is not a pattern (PROTOCOL.md, Topics and patterns)", p))
	}
	s.publish("good", "1")
	if got := c.upTo(s.publish("fence", "1"), "fence was not given up: a request is done whole or not at all"); len(got) != 1 {
		c.fail("no event of good", clip(got[0].raw), "one bad pattern, and nothing is subscribed (PROTOCOL.md, From the client)")
	}
	long := []string{strings.Repeat("x", 128), strings.Repeat("x.", 15) + "x", "A-Z_a-z.0-9.-._", "*.*.>"}
	m := c.subscribe(long...)
	checkkit.Equal(t, "the number of topics in "+clip(m.raw), len(m.Topics), 5, "128 bytes and 16 tokens are allowed, and so are these letters (PROTOCOL.md, Topics and patterns)")
	for _, topic := range long[:3] {
		c.event(s.publish(topic, "1"), "it is a topic, and subscribed to")
	}
}

func TestPublishesToTopicsOnly(t *testing.T) {
	s := start(t)
	for _, name := range append(notTopics()[3:], "*", "a.*", ">", "a.>") {
		c := call{method: "POST", path: "/topics/" + url.PathEscape(name), user: "press", media: "application/json", body: "1"}
		s.problem(c.String(), s.do(c), 400, "topic", fmt.Sprintf("%q is not a topic, and takes no events", name))
	}
	checkkit.Equal(t, "the id of the first event", s.publish(strings.Repeat("x.", 15)+"x", "1"), uint64(1), "nothing was published before")
}
