package notify_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"systems.course/checkkit"
)

// Events of bigEvent bytes, and many of them, fill all buffers between a server
// and a client that doesn't read.
const (
	bigEvent = 60_000
	many     = 200
)

// stalled opens a session that subscribes and then doesn't read.
func (s *server) stalled(request obj) *client {
	s.t.Helper()
	c := s.join("the one that doesn't read", "/ws", "Authorization", "Bearer "+secrets["bob"])
	c.welcome()
	request["type"], request["topics"] = "subscribe", []string{"news"}
	c.asks(request, "subscribed", "subscribe is answered")
	return c
}

// accounts makes sure that each id from first to last came as an event or lies
// in a missed range, in ascending order, and returns how many events came after
// the last range.
func (c *client) accounts(first, last uint64, got []message) (events, ranges, after int) {
	c.t.Helper()
	because := fmt.Sprintf("all events from %d to %d match; each arrives, or lies in the range of a missed message that comes before any event with a higher id (PROTOCOL.md, Promises 2 and 3)", first, last)
	next, sent := first, first-1
	for _, m := range got {
		switch m.Type {
		case "event":
			if m.ID != next {
				c.fail(fmt.Sprintf("the event %d, or a missed message with it", next), clip(m.raw), because)
			}
			events++
			after++
			sent = m.ID
		case "missed":
			if m.From <= sent || m.From > next || m.To < next || m.To > last {
				c.fail(fmt.Sprintf("a missed message with a range that begins above %d, has %d in it, and ends at %d or below", sent, next, last), clip(m.raw), because)
			}
			ranges++
			after = 0
			sent = m.To
		default:
			continue
		}
		next = sent + 1
	}
	if next != last+1 {
		c.fail(fmt.Sprintf("events and missed messages up to the id %d", last), fmt.Sprintf("nothing from %d on", next), because)
	}
	return events, ranges, after
}

func TestDropsTheOldestAndSaysSo(t *testing.T) {
	s := start(t, "--queue", "8", "--write-timeout", "1m")
	c := s.stalled(obj{})
	s.publishMany("news", many, bigEvent, 4)
	got := c.upTo(many, "the newest events are kept, and the oldest dropped (PROTOCOL.md, Slow clients)")
	events, ranges, after := c.accounts(1, many, got)
	what := fmt.Sprintf("%d events of %d bytes were published while the client read nothing; %d of them came, with %d missed messages, %d after the last one", many, bigEvent, events, ranges, after)
	if ranges == 0 {
		c.fail("some missed messages", what, "at most --queue events wait for a session, here 8; so much can't be anywhere else (PROTOCOL.md, Slow clients)")
	}
	if after > 8 {
		c.fail("at most 8 events after the last missed message", what, "what is ready for a session and not yet written is its queue: at most --queue events, here 8 (PROTOCOL.md, Slow clients)")
	}
	for _, m := range got {
		if m.Type == "missed" && m.Reason != "queue" {
			c.fail(`"reason":"queue"`, clip(m.raw), "the client was too slow (PROTOCOL.md, From the server)")
		}
	}
	c.event(s.publish("news", "1"), "now it reads again, and gets what comes")
}

func TestASlowSessionDelaysNobody(t *testing.T) {
	s := start(t, "--queue", "8", "--write-timeout", "1m")
	s.stalled(obj{})
	s.stalled(obj{"policy": "close"})
	c := s.enter("alice")
	c.subscribe("news")
	data, _ := json.Marshal(strings.Repeat("y", bigEvent))
	for range many / 2 {
		c.event(s.publish("news", string(data)), "two other sessions don't read; that costs this one nothing (PROTOCOL.md, Promises 6)")
	}
	c.pong("the session is as it was")
}

// overrun reads what a session gets that was too slow with the policy close: all
// events from 1 on, and then the end.
func (c *client) overrun() {
	c.t.Helper()
	because := "the session's policy is close, and more came than its queue has room for: it ends with 1013, or, where no close frame can be written, without (PROTOCOL.md, Slow clients and Close codes)"
	for next := uint64(1); ; next++ {
		m, err := c.next()
		end, broken := (*closing)(nil), (*breach)(nil)
		switch {
		case errors.As(err, &end) && end.code == 1013:
			c.ends()
			return
		case errors.As(err, &end), errors.As(err, &broken), errors.Is(err, os.ErrDeadlineExceeded):
			c.broken("a close frame with the code 1013", err, because)
		case err != nil:
			return
		case m.Type != "event" || m.ID != next:
			c.fail(fmt.Sprintf("the event %d, or the end", next), clip(m.raw), because)
		case next == many:
			c.fail("the end of the session", fmt.Sprintf("all %d events of %d bytes", many, bigEvent), because)
		}
	}
}

func TestClosesWhoIsTooSlow(t *testing.T) {
	s := start(t, "--queue", "8", "--write-timeout", "1m", "--policy", "close")
	c := s.stalled(obj{})
	s.publishMany("news", many, bigEvent, 4)
	c.overrun()
	c = s.enter("alice")
	c.subscribe("news")
	c.event(s.publish("news", "1"), "the client may come back")
}

func TestLetsTheClientChooseThePolicy(t *testing.T) {
	s := start(t, "--queue", "8", "--write-timeout", "1m")
	closed := s.stalled(obj{"policy": "close"})
	dropped := s.stalled(obj{"policy": "drop-oldest"})
	changed := s.stalled(obj{"policy": "drop-oldest"})
	changed.asks(obj{"type": "subscribe", "topics": []string{"more"}, "policy": "close"}, "subscribed", "subscribe is answered")
	kept := s.stalled(obj{"policy": "drop-oldest"})
	kept.refused(obj{"type": "subscribe", "topics": []string{"a..b"}, "policy": "close"}, "pattern", "a request is done whole or not at all")
	s.publishMany("news", many, bigEvent, 4)
	closed.overrun()
	changed.overrun()
	for _, c := range []*client{dropped, kept} {
		got := c.upTo(many, "the session's policy is drop-oldest, from its subscribe on; what is refused changes nothing (PROTOCOL.md, From the client)")
		if _, ranges, _ := c.accounts(1, many, got); ranges == 0 {
			c.fail("some missed messages", "none", "more came than the queue has room for, and the policy is drop-oldest (PROTOCOL.md, Slow clients)")
		}
	}
}

func TestDoesNotReadOnWhileRepliesWait(t *testing.T) {
	s := start(t)
	other := s.enter("alice")
	c := s.stalled(obj{})
	var topics []string
	for i := range 60 {
		topics = append(topics, fmt.Sprintf("%d-%s", i, strings.Repeat("x", 120)))
	}
	c.subscribe(topics...)
	// A subscribe is answered with all patterns: 7 KiB. With the blanks it is a
	// little longer than that, so that both directions fill.
	frame := encode(fin|opText, []byte(`{"type":"subscribe","topics":["news"]`+strings.Repeat(" ", 16_000)+`}`))
	const requests = 5000
	for i := range requests {
		if err := c.conn.SetWriteDeadline(time.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		n, err := c.conn.Write(frame)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			other.pong("that a client doesn't read its replies costs others nothing (PROTOCOL.md, Promises 6)")
			return
		}
		if err != nil {
			c.fail("the server to stop reading, for the time being", fmt.Sprintf("the error %v at byte %d of request %d", err, n, i+1), "while a client doesn't read its replies, its requests aren't read; that is no reason to end it yet (PROTOCOL.md, Slow clients)")
		}
	}
	c.fail("the server to stop reading requests, since their replies aren't read", fmt.Sprintf("it took %d requests with replies of 7 KiB each", requests), "replies are bounded too (PROTOCOL.md, Slow clients)")
}

func TestCutsAConnectionThatTakesNothing(t *testing.T) {
	s := start(t, "--queue", "8", "--write-timeout", "300ms", "--max-clients", "1")
	s.stalled(obj{})
	request := handshake(s.Addr, "/ws", "Authorization", "Bearer "+secrets["alice"])
	a, _ := s.shake(request)
	s.problem("the handshake of a second session with --max-clients 1", a, 503, "busy", "one session is open")
	s.publishMany("news", many, bigEvent, 4)
	checkkit.Eventually(t, patience, "room for another session", "a write to the only session takes longer than --write-timeout, here 300ms, which ends the connection (PROTOCOL.md, Slow clients)", func() bool {
		a, l := s.shake(request)
		if err := l.conn.Close(); err != nil {
			t.Fatal(err)
		}
		return a.status == http.StatusSwitchingProtocols
	})
}
