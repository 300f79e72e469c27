package notify_test

import (
	"fmt"
	"testing"

	"systems.course/checkkit"
)

// resume subscribes with since, and returns the reply.
func (c *client) resume(since uint64, patterns ...string) message {
	c.t.Helper()
	m := c.asks(obj{"type": "subscribe", "topics": patterns, "since": since}, "subscribed", "the session had no subscription, and the log has no event above since that it can't have")
	if m.Last == nil {
		c.fail("subscribed with last", clip(m.raw), "what since asked for has ids up to it (PROTOCOL.md, From the server)")
	}
	return m
}

func TestSendsWhatCameSince(t *testing.T) {
	s, r := start(t), checkkit.Rand(t)
	live := s.enter("alice")
	live.subscribe("a.*")
	said := map[uint64]string{} // as the live session got them
	for i := range uint64(20) {
		id := s.publish([]string{"b.x", "a.x"}[i%2], fmt.Sprintf(`{"n":%d,"w":%q}`, i, r.Word()))
		if i%2 == 1 {
			said[id] = live.event(id, "the session is subscribed to it").raw
		}
	}
	var clients []*client
	sinces := []uint64{0, 1, 2, 10, 19, 20, uint64(r.IntN(21))}
	for _, since := range sinces {
		c := s.enter("bob")
		m := c.resume(since, "a.*")
		checkkit.Equal(t, "last of "+m.raw, *m.Last, uint64(20), "it is the id of the newest event (PROTOCOL.md, From the server)")
		clients = append(clients, c)
	}
	end := s.publish("a.y", "1")
	for i, c := range clients {
		because := fmt.Sprintf("since was %d: the log's events above it that match come first, in order, then the live ones (PROTOCOL.md, From the client)", sinces[i])
		for id := sinces[i] + 1; id <= 20; id++ {
			if said[id] != "" {
				checkkit.Equal(t, "the event as it came with since", c.event(id, because).raw, said[id], "an event is the same whenever it comes")
			}
		}
		c.event(end, because)
	}
}

func TestResumesWithoutAGapWhileOthersPublish(t *testing.T) {
	s := start(t, "--queue", "100000", "--log-events", "100000")
	s.publishMany("old", 500, 10, 4)
	stop := s.keepPublishing("news", "other")
	var clients []*client
	for i := range 10 {
		c := s.enter("alice")
		c.resume(uint64(50*i), "old", "news")
		clients = append(clients, c)
	}
	ids := stop()["news"]
	end := s.publish("news", `"end"`)
	for i, c := range clients {
		because := fmt.Sprintf("since was %d, while others published all the time: the log's events come first, then the live ones, without a gap or a repetition (PROTOCOL.md, From the client)", 50*i)
		for id := uint64(50*i + 1); id <= 500; id++ {
			c.event(id, because)
		}
		for _, id := range ids {
			c.event(id, because)
		}
		c.event(end, because)
	}
}

func TestResumesMoreThanTheQueueHolds(t *testing.T) {
	s := start(t, "--queue", "3")
	s.publishMany("news", 400, 100, 4)
	c := s.enter("alice")
	c.resume(100, "news")
	for id := uint64(101); id <= 400; id++ {
		c.event(id, "the log has all of them, and they are read from it as there is room: --queue, here 3, is no reason to miss one (PROTOCOL.md, Slow clients)")
	}
	c.event(s.publish("news", "1"), "now it is live")
}

func TestSaysWhatTheLogNoLongerHas(t *testing.T) {
	s := start(t, "--log-events", "10")
	s.publishMany("news", 30, 10, 1)
	for _, since := range []uint64{1, 5, 18, 19} {
		c := s.enter("alice")
		c.resume(since, "news")
		got := c.upTo(30, "the newest event is in the log")
		events, ranges, _ := c.accounts(since+1, 30, got)
		what := fmt.Sprintf("%d missed messages, then %d events", ranges, events)
		if ranges != 1 || events != 10 || got[0].Type != "missed" || got[0].Reason != "log" {
			c.fail(`one missed message with "reason":"log", then the events 21 to 30`, what+"\nfirst "+clip(got[0].raw), fmt.Sprintf("30 events were published, --log-events is 10, and since was %d: the log no longer has all of them, so missed comes first (PROTOCOL.md, From the client)", since))
		}
	}
	for _, since := range []uint64{20, 25} {
		c := s.enter("alice")
		c.resume(since, "news")
		c.event(since+1, "the log has 21 to 30, so nothing above since is lost, and nothing is missed")
	}
	c := s.enter("alice")
	c.resume(0, "news")
	c.event(21, "since 0 asks for all that the log has, and misses nothing (PROTOCOL.md, From the client)")
}

func TestKeepsTheLogWithinItsBytes(t *testing.T) {
	s := start(t, "--max-event", "1000", "--log-bytes", "5000")
	s.publishMany("news", 50, 900, 2)
	c := s.enter("alice")
	c.resume(1, "news")
	got := c.upTo(50, "the newest event is in the log")
	events, _, _ := c.accounts(2, 50, got)
	size := 0
	for _, m := range got[1:] {
		size += len(m.raw)
	}
	if events < 4 || size > 5000 {
		c.fail("the 4 or 5 newest events, of at most 5000 bytes together", fmt.Sprintf("%d events of %d bytes", events, size), "--log-bytes is 5000, bytes as sent, and each event has some 960 (PROTOCOL.md, Limits and defaults)")
	}
	s.publish("news", `"small"`)
	c = s.enter("alice")
	c.resume(50, "news")
	c.event(51, "the log has the newest event")
}

func TestRefusesASinceThatCannotBe(t *testing.T) {
	s := start(t)
	for range 5 {
		s.publish("a", "1")
	}
	c := s.enter("alice")
	c.refused(obj{"type": "subscribe", "topics": []string{"a"}, "since": 6}, "since", "the newest event has the id 5")
	for _, since := range []any{-1, 1.5, "3", true, []int{3}} {
		c.refused(obj{"type": "subscribe", "topics": []string{"a"}, "since": since}, "field", "since is an event id, or 0")
	}
	c.refused(obj{"type": "subscribe", "topics": []string{"a", "b..c"}, "since": 3}, "pattern", "one of the patterns is none")
	c.resume(3, "a") // what was refused was no subscription
	c.event(4, "since was 3")
	c.event(5, "since was 3")
	c.refused(obj{"type": "subscribe", "topics": []string{"b"}, "since": 3}, "since", "the session has a subscription")
	c.asks(obj{"type": "unsubscribe", "topics": []string{"a"}}, "unsubscribed", "unsubscribe is answered")
	c.refused(obj{"type": "subscribe", "topics": []string{"b"}, "since": 3}, "since", "the session has had a subscription")
	c.subscribe("a")
	c.event(s.publish("a", "1"), "the session goes on")
}

func TestTellsOfARestart(t *testing.T) {
	s := start(t, "--first-id", "100")
	last := s.publish("a", "1")
	s = start(t, "--first-id", "1000")
	c := s.enter("alice")
	c.resume(last, "a")
	m := c.hears("missed", "the log begins at 1000, and nobody knows what there was between the client's 100 and that: the log no longer has it (PROTOCOL.md, From the client)")
	if m.Reason != "log" || m.From <= last || m.From > 101 || m.To != 999 {
		c.fail(`{"type":"missed","from":101,"to":999,"reason":"log"}`, clip(m.raw), "since was 100, and the first event will be 1000")
	}
	c.event(s.publish("a", "1"), "the session is live")
}

func TestAClientThatWasTooSlowComesBack(t *testing.T) {
	s := start(t, "--queue", "8", "--write-timeout", "1m", "--policy", "close", "--log-bytes", "100000000")
	c := s.stalled(obj{})
	s.publishMany("news", many, bigEvent, 4)
	var seen uint64
	for {
		m, err := c.next()
		if err != nil {
			break // stage 6 looks at how
		}
		seen = m.ID
	}
	if seen >= many {
		c.fail("the end of the session", "all events", "its policy is close")
	}
	c = s.enter("bob")
	c.resume(seen, "news")
	for id := seen + 1; id <= many; id++ {
		c.event(id, fmt.Sprintf("the session before was closed because it was too slow, after the event %d; with since nothing is lost (PROTOCOL.md, Slow clients)", seen))
	}
}
