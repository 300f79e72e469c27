package notify_test

import (
	"errors"
	"fmt"
	"mime"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"systems.course/checkkit"
)

// A conversation is what a session got up to its end.
type conversation struct {
	got []message
	end error
}

// toTheEnd reads to the close frame and answers it, in a goroutine of its own.
func (c *client) toTheEnd() <-chan conversation {
	done := make(chan conversation, 1)
	go func() {
		var all conversation
		for all.end == nil {
			var m message
			if m, all.end = c.next(); all.end == nil {
				all.got = append(all.got, m)
			}
		}
		if end := (*closing)(nil); errors.As(all.end, &end) {
			_ = c.write(closeFrame(end.code, "")) // it may have hung up already
		}
		done <- all
	}()
	return done
}

// goingAway ends the check unless a conversation ended as the server's stop ends it.
func (c *client) goingAway(all conversation) {
	c.t.Helper()
	because := "on SIGTERM each session gets what is in its queue, then 1001 with the reason \"server shutting down\" (PROTOCOL.md, Stopping and Close codes)"
	end := (*closing)(nil)
	if !errors.As(all.end, &end) || end.code != 1001 || end.reason != "server shutting down" {
		c.broken(`a close frame with the code 1001 and the reason "server shutting down"`, all.end, because)
	}
}

func needsSIGTERM(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("there is no SIGTERM on Windows")
	}
}

func TestSaysGoodbyeToAllSessions(t *testing.T) {
	needsSIGTERM(t)
	s := start(t)
	var clients []*client
	for _, user := range []string{"alice", "bob", "carol"} {
		c := s.enter(user)
		if user != "carol" {
			c.subscribe("news")
		}
		clients = append(clients, c)
	}
	clients = append(clients, s.join("one who is not known yet", "/ws"))
	id := s.publish("news", "1")
	var ends []<-chan conversation
	for _, c := range clients {
		ends = append(ends, c.toTheEnd())
	}
	s.Stop()
	for i, c := range clients {
		all := <-ends[i]
		c.goingAway(all)
		if i < 2 && (len(all.got) != 1 || all.got[0].ID != id) {
			c.fail(fmt.Sprintf("the event %d, and then the close frame", id), fmt.Sprintf("%d messages", len(all.got)), "it was published before SIGTERM (PROTOCOL.md, Stopping)")
		}
	}
}

func TestSendsWhatIsQueuedBeforeItStops(t *testing.T) {
	needsSIGTERM(t)
	s := start(t, "--queue", "1000", "--drain", "8s", "--write-timeout", "1m")
	c := s.stalled(obj{})
	s.publishMany("news", many, bigEvent, 4) // more than what the buffers between hold
	end := c.toTheEnd()
	s.Stop()
	all := <-end
	c.goingAway(all)
	events, ranges, _ := c.accounts(1, many, all.got)
	if ranges > 0 {
		c.fail(fmt.Sprintf("%d events", many), fmt.Sprintf("%d events and %d missed messages", events, ranges), "--queue is 1000: all of them were waiting, and none is dropped because the server stops (PROTOCOL.md, Stopping)")
	}
}

func TestDeliversWhatItHasTaken(t *testing.T) {
	needsSIGTERM(t)
	s := start(t, "--queue", "100000", "--drain", "8s")
	c := s.enter("alice")
	c.subscribe("news")
	const publishers = 4
	busy, taken := make(chan struct{}, publishers), make(chan []uint64, publishers)
	for range publishers {
		go func() {
			var ids []uint64
			for {
				id, err := s.tryPublish("news", "1")
				if err != nil { // 503, or no connection: the server stops
					taken <- ids
					return
				}
				if ids = append(ids, id); len(ids) == 20 {
					busy <- struct{}{}
				}
			}
		}()
	}
	for range publishers {
		select {
		case <-busy:
		case <-time.After(patience):
			c.fail("20 events of each of four publishers to be taken", "fewer", "nothing keeps them from their 201")
		}
	}
	end := c.toTheEnd()
	s.Stop()
	all := <-end
	c.goingAway(all)
	came := map[uint64]bool{}
	for _, m := range all.got {
		came[m.ID] = true
	}
	for range publishers {
		for _, id := range <-taken {
			if !came[id] {
				c.fail(fmt.Sprintf("the event %d before the close frame", id), fmt.Sprintf("%d events without it", len(all.got)), "its publisher was told 201, while the server was being stopped: what is taken is delivered (PROTOCOL.md, Stopping)")
			}
		}
	}
}

func TestCutsWhatIsLeftAfterTheDrain(t *testing.T) {
	needsSIGTERM(t)
	s := start(t, "--queue", "1000", "--drain", "500ms", "--write-timeout", "1m")
	s.stalled(obj{})
	half := s.connect() // it has sent half a request
	if _, err := half.Write([]byte("POST /topics/a HTTP/1.1\r\nHost: x\r\n")); err != nil {
		t.Fatal(err)
	}
	c := s.enter("alice")
	s.publishMany("news", many, bigEvent, 4)
	end := c.toTheEnd()
	s.Stop() // within ten seconds, and with exit code 0
	c.goingAway(<-end)
}

func TestTakesNothingNewWhileItStops(t *testing.T) {
	needsSIGTERM(t)
	s := start(t, "--queue", "1000", "--drain", "2s", "--write-timeout", "1m")
	s.stalled(obj{}) // the server waits for it as long as it drains
	s.publishMany("news", many, bigEvent, 4)
	c := s.enter("alice")
	type result struct {
		what string
		a    answer
		err  error
	}
	results := make(chan []result, 1)
	end := make(chan conversation, 1)
	goodbye := c.toTheEnd()
	go func() {
		all := <-goodbye // the server stops now
		end <- all
		var r []result
		for _, what := range []call{
			{method: "POST", path: "/topics/a", user: "press", media: "application/json", body: "1"},
			{method: "POST", path: "/tickets", user: "alice"},
			{method: "GET", path: "/healthz"},
		} {
			a, err := s.try(what)
			r = append(r, result{what.String(), a, err})
		}
		results <- r
	}()
	s.Stop()
	c.goingAway(<-end)
	for _, r := range <-results {
		if r.err == nil && r.a.status != 503 {
			checkkit.Fail(t, checkkit.Failure{Expected: r.what + " after SIGTERM to be answered with 503, or no connection", Got: r.a.String(), Because: "the server takes no more connections and no more events while it stops (PROTOCOL.md, Stopping)"})
		}
		if r.err == nil && !strings.HasSuffix(r.what, "/tickets with alice's token") {
			s.problem(r.what+" after SIGTERM", r.a, 503, "stopping", "the server stops")
		}
	}
}

func TestBeginsAboveAllIdsAfterARestart(t *testing.T) {
	var ids []uint64
	for range 3 {
		s := start(t, "--first-id", "0")
		before := uint64(time.Now().UnixMicro())
		for range 20 {
			ids = append(ids, s.publish("a", "1"))
		}
		for i := len(ids) - 19; i < len(ids); i++ {
			checkkit.Equal(t, "the id after "+fmt.Sprint(ids[i-1]), ids[i], ids[i-1]+1, "each id is the one before plus one (PROTOCOL.md, Promises 1)")
		}
		first := ids[len(ids)-20]
		checkkit.True(t, fmt.Sprintf("the first id, %d, is near the microseconds since 1970, %d", first, before), first <= before && first+60_000_000 > before, "without --first-id that is where ids begin (PROTOCOL.md, Promises 1)")
		if len(ids) > 20 {
			checkkit.True(t, fmt.Sprintf("the first id after a restart, %d, is above the last one before it, %d", first, ids[len(ids)-21]), first > ids[len(ids)-21], "ids ascend across restarts, or clients could not come back with since (PROTOCOL.md, Promises 1)")
		}
		s.Kill()
	}
}

var sample = regexp.MustCompile(`^[a-zA-Z_:][a-zA-Z0-9_:]*(\{[^}]*\})? [-+0-9.eEINFa]+( \d+)?$`)

func TestShowsItsMetricsToThoseWhoMaySee(t *testing.T) {
	s := start(t)
	s.enter("alice").subscribe("a")
	s.publish("a", "1")
	s.problem("GET /metrics without a token", s.do(call{method: "GET", path: "/metrics"}), 401, "unauthorized", "they are for those with the right metrics")
	s.problem("GET /metrics with alice's token", s.do(call{method: "GET", path: "/metrics", user: "alice"}), 403, "forbidden", "they are for those with the right metrics")
	a := s.do(call{method: "GET", path: "/metrics", user: "clerk"})
	media, params, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	checkkit.Equal(t, "status, media type and version of GET /metrics", fmt.Sprint(a.status, " ", media, " ", params["version"]), "200 text/plain 0.0.4", "it is Prometheus' text format (PROTOCOL.md, HTTP)")
	samples := 0
	for line := range strings.Lines(a.body) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		samples++
		checkkit.True(t, fmt.Sprintf("%q is NAME VALUE or NAME{LABEL=\"…\"} VALUE", line), sample.MatchString(line), "it is Prometheus' text format (PROTOCOL.md, HTTP)")
	}
	checkkit.True(t, "GET /metrics has a line NAME VALUE", samples > 0, "there is something to count")
}
