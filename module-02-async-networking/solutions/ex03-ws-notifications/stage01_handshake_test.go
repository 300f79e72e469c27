package notify_test

import (
	"fmt"
	"mime"
	"slices"
	"strings"
	"testing"

	"systems.course/checkkit"
)

func TestNumbersEventsOverAllTopics(t *testing.T) {
	r := checkkit.Rand(t)
	first := uint64(1 + r.IntN(1_000_000))
	s := start(t, "--first-id", fmt.Sprint(first))
	for i, word := range r.Words(5) {
		checkkit.Equal(t, "the id of the event for "+word, s.publish(word, `{"n":1}`), first+uint64(i),
			"ids begin at --first-id, and each is the one before plus one, over all topics (PROTOCOL.md, Promises 1)")
	}
	ids := make(chan uint64, 80)
	failed := make(chan error, 8)
	for range 8 {
		go func() {
			var err error
			for i := 0; i < 10 && err == nil; i++ {
				var id uint64
				id, err = s.tryPublish("busy", "1")
				ids <- id
			}
			failed <- err
		}()
	}
	for range 8 {
		checkkit.NoError(t, "publishing from 8 connections at once", <-failed, "each event is answered with its id")
	}
	close(ids)
	var got, want []uint64
	for id := range ids {
		got = append(got, id)
		want = append(want, first+5+uint64(len(want)))
	}
	slices.Sort(got)
	checkkit.Equal(t, "the sorted ids of 80 events published by 8 at once", got, want, "each id is given once, and none is left out (PROTOCOL.md, Promises 1)")
}

func TestRefusesBadEvents(t *testing.T) {
	s := start(t, "--max-event", "100")
	post := call{method: "POST", path: "/topics/orders.eu", user: "press", media: "application/json", body: "1"}
	with := func(change func(*call)) call { c := post; change(&c); return c }
	for _, c := range []struct {
		call   call
		status int
		kind   string
	}{
		{with(func(c *call) { c.body = "" }), 400, "json"},
		{with(func(c *call) { c.body = "{" }), 400, "json"},
		{with(func(c *call) { c.body = `{"a":1} {"a":2}` }), 400, "json"},
		{with(func(c *call) { c.body = "{'a':1}" }), 400, "json"},
		{with(func(c *call) { c.body = "\"caf\xe9\"" }), 400, "json"},
		{with(func(c *call) { c.body = `"` + strings.Repeat("x", 99) + `"` }), 413, "too-large"},
		{with(func(c *call) { c.media = "text/plain" }), 415, "media-type"},
		{with(func(c *call) { c.path = "/topics/orders..eu" }), 400, "topic"},
		{with(func(c *call) { c.path = "/topics/caf%C3%A9" }), 400, "topic"},
		{with(func(c *call) { c.path = "/topics/a%20b" }), 400, "topic"},
		{with(func(c *call) { c.method = "PUT" }), 405, "method"},
		{with(func(c *call) { c.path = "/topic/orders.eu" }), 404, "not-found"},
	} {
		because := map[string]string{
			"json":       "the body is to be one JSON text in UTF-8, and no more",
			"too-large":  "the body has more than --max-event bytes",
			"media-type": "an event is application/json",
			"topic":      "the grammar of topics forbids it",
			"method":     "this resource has other methods",
			"not-found":  "there is no such resource",
		}[c.kind] + " (PROTOCOL.md, HTTP)"
		s.problem(c.call.String(), s.do(c.call), c.status, c.kind, because)
	}
	a := s.do(call{method: "DELETE", path: "/topics/orders.eu", user: "press"})
	checkkit.True(t, "Allow of the answer to DELETE has POST", strings.Contains(a.header.Get("Allow"), "POST"), "405 comes with the methods that there are (RFC 9110, 15.5.6)")
	for _, fine := range []call{
		post, with(func(c *call) { c.media = "" }), with(func(c *call) { c.media = "application/json; charset=utf-8" }),
		with(func(c *call) { c.body = `"` + strings.Repeat("x", 98) + `"` }),
	} {
		checkkit.Equal(t, fmt.Sprintf("the status of the answer to %s", fine), s.do(fine).status, 201, "nothing is wrong with it (PROTOCOL.md, HTTP)")
	}
	checkkit.Equal(t, "the id of the next event", s.publish("orders.eu", "1"), uint64(5), "four events were taken, and what is refused has no id")
}

func TestAsksForATokenThatMayPublish(t *testing.T) {
	s := start(t, "--token", "reader:subscribe:only-reads")
	post := call{method: "POST", path: "/topics/orders", media: "application/json", body: "1"}
	for _, c := range []struct {
		header string
		status int
		kind   string
	}{
		{"", 401, "unauthorized"},
		{"Bearer " + secrets["press"] + "x", 401, "unauthorized"},
		{"Bearer press", 401, "unauthorized"},
		{"Bearer", 401, "unauthorized"},
		{"Basic " + secrets["press"], 401, "unauthorized"},
		{"Bearer only-reads", 403, "forbidden"},
		{"Bearer " + secrets["clerk"], 403, "forbidden"},
	} {
		if post.header = nil; c.header != "" {
			post.header = []string{"Authorization", c.header}
		}
		a := s.do(post)
		what := fmt.Sprintf("%s and Authorization: %q", post, c.header)
		s.problem(what, a, c.status, c.kind, "401 says that nobody is known by this token, 403 that it lacks the right")
		if c.status == 401 {
			checkkit.True(t, "WWW-Authenticate of the answer to "+what+" begins with Bearer", strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer"), "401 says how to do better (RFC 9110, 15.5.2)")
		}
	}
	for _, scheme := range []string{"Bearer ", "bearer ", "BEARER "} {
		post.header = []string{"Authorization", scheme + secrets["press"]}
		checkkit.Equal(t, "the status of POST with Authorization: "+scheme+"…", s.do(post).status, 201, "the scheme's name is matched in any case (PROTOCOL.md, HTTP)")
	}
}

func TestOpensASessionAndSaysWelcome(t *testing.T) {
	s := start(t, "--first-id", "42", "--max-message", "999", "--max-topics", "7", "--queue", "11", "--policy", "close", "--ping-interval", "3s", "--idle", "7s")
	a, l := s.shake(handshake(s.Addr, "/ws", "Authorization", "Bearer "+secrets["bob"], "Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"))
	checkkit.Equal(t, "the status of the answer to the handshake", a.status, 101, "the handshake is right (RFC 6455, 4.2.1)")
	checkkit.Equal(t, "Sec-WebSocket-Accept of the answer to the key "+sampleKey, a.header.Get("Sec-WebSocket-Accept"), sampleAccept, "it is made of the key as RFC 6455, 4.2.2 says; this is the RFC's own example")
	checkkit.Equal(t, "Sec-WebSocket-Protocol of the answer", a.header.Get("Sec-WebSocket-Protocol"), "notify.v1", "the client offered it (RFC 6455, 4.2.2)")
	checkkit.True(t, "Upgrade is websocket and Connection is upgrade in the answer", strings.EqualFold(a.header.Get("Upgrade"), "websocket") && strings.EqualFold(a.header.Get("Connection"), "upgrade"), "RFC 6455, 4.2.2")
	checkkit.Equal(t, "Sec-WebSocket-Extensions of the answer", a.header.Get("Sec-WebSocket-Extensions"), "", "without --compress no extension is agreed to (PROTOCOL.md, Limits and defaults)")
	c := &client{link: l, t: t, name: "bob"}
	m := c.welcome()
	fields := fmt.Sprintln(m.User, m.Policy, m.Limits.MaxMessage, m.Limits.MaxTopics, m.Limits.Queue, m.PingInterval, m.Idle)
	checkkit.Equal(t, "user, policy, limits (max_message, max_topics, queue), ping_interval_ms, idle_ms of "+m.raw, fields, fmt.Sprintln("bob", "close", 999, 7, 11, 3000, 7000), "the client is told what it has to keep to (PROTOCOL.md, From the server)")
	checkkit.True(t, "session of "+m.raw+" is not empty", m.Session != "", "it is a random name (PROTOCOL.md, From the server)")
	checkkit.True(t, "last of "+m.raw+" is 41", m.Last != nil && *m.Last == 41, "there is no event yet, and the first one will be 42 (PROTOCOL.md, From the server)")
	s.publish("a", "1")
	other := s.join("alice", "/ws", "Authorization", "bEARER "+secrets["alice"])
	n := other.welcome()
	checkkit.True(t, "last of "+n.raw+" is 42", n.Last != nil && *n.Last == 42, "it is the id of the newest event (PROTOCOL.md, From the server)")
	checkkit.False(t, "two sessions have the same name", m.Session == n.Session, "a session's name is random (PROTOCOL.md, From the server)")
}

func TestTakesHandshakesAsBrowsersAndProxiesSendThem(t *testing.T) {
	s := start(t)
	for _, change := range [][]string{
		{"Connection", "keep-alive, Upgrade"},
		{"Connection", "keep-alive", "Connection", "+upgrade"},
		{"Upgrade", "WebSocket"},
		{"Sec-WebSocket-Protocol", "chat, notify.v1"},
		{"Sec-WebSocket-Protocol", "chat", "Sec-WebSocket-Protocol", "+notify.v1"},
		{"Sec-WebSocket-Extensions", "permessage-deflate"},
	} {
		c := s.join("alice", "/ws", append(change, "Authorization", "Bearer "+secrets["alice"])...)
		c.welcome()
	}
}

func TestRefusesBadHandshakes(t *testing.T) {
	s := start(t)
	good := []string{"Authorization", "Bearer " + secrets["alice"]}
	for _, c := range []struct {
		change []string
		status int
		kind   string
	}{
		{[]string{"Upgrade", ""}, 426, "upgrade"},
		{[]string{"Upgrade", "h2c"}, 426, "upgrade"},
		{[]string{"Connection", ""}, 400, "handshake"},
		{[]string{"Connection", "keep-alive"}, 400, "handshake"},
		{[]string{"Sec-WebSocket-Version", ""}, 426, "upgrade"},
		{[]string{"Sec-WebSocket-Version", "8"}, 426, "upgrade"},
		{[]string{"Sec-WebSocket-Key", ""}, 400, "handshake"},
		{[]string{"Sec-WebSocket-Key", "c2hvcnQ="}, 400, "handshake"},
		{[]string{"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ"}, 400, "handshake"},
		{[]string{"Sec-WebSocket-Key", "+dGhlIHNhbXBsZSBub25jZQ=="}, 400, "handshake"},
		{[]string{"Sec-WebSocket-Protocol", ""}, 400, "subprotocol"},
		{[]string{"Sec-WebSocket-Protocol", "notify.v2, xnotify.v1"}, 400, "subprotocol"},
		{[]string{"Authorization", "Bearer wrong"}, 401, "unauthorized"},
		{[]string{"Authorization", "Bearer " + secrets["press"]}, 403, "forbidden"},
		// What is looked for first is said.
		{[]string{"Sec-WebSocket-Version", "8", "Sec-WebSocket-Key", ""}, 426, "upgrade"},
		{[]string{"Sec-WebSocket-Key", "x", "Origin", "http://evil.example"}, 400, "handshake"},
		{[]string{"Origin", "http://evil.example", "Sec-WebSocket-Protocol", ""}, 403, "origin"},
		{[]string{"Sec-WebSocket-Protocol", "chat", "Authorization", "Bearer wrong"}, 400, "subprotocol"},
	} {
		request := handshake(s.Addr, "/ws", append(slices.Clone(good), c.change...)...)
		a, _ := s.shake(request)
		s.problem(request, a, c.status, c.kind, "the handshake has to be as RFC 6455, 4.2.1 says, and what is wrong is looked for in a certain order")
		if c.status == 426 {
			checkkit.True(t, "Upgrade of the answer to\n"+request+"is websocket", strings.EqualFold(a.header.Get("Upgrade"), "websocket"), "426 says which protocol is meant (RFC 9110, 15.5.22)")
		}
		if c.change[0] == "Sec-WebSocket-Version" {
			checkkit.Equal(t, "Sec-WebSocket-Version of the answer to\n"+request, a.header.Get("Sec-WebSocket-Version"), "13", "426 says which version is meant (RFC 6455, 4.4)")
		}
	}
}

func TestLetsInPagesOfListedOriginsOnly(t *testing.T) {
	s := start(t, "--origin", "https://app.example", "--origin", "http://localhost:3000")
	for _, c := range []struct {
		origin string
		in     bool
	}{
		{"", true},
		{"http://" + s.Addr, true},
		{"https://" + s.Addr, true},
		{"https://app.example", true},
		{"http://localhost:3000", true},
		{"http://app.example", false},
		{"https://app.example:8443", false},
		{"https://app.example.evil.example", false},
		{"https://evil.example/https://app.example", false},
		{"https://xapp.example", false},
		{"https://app.exampl", false},
		{"http://localhost", false},
		{"http://localhost:30000", false},
		{"http://" + s.Addr + ".evil.example", false},
		{"http://127.0.0.1", false},
		{"ftp://" + s.Addr, false},
		{"null", false},
	} {
		request := handshake(s.Addr, "/ws", "Authorization", "Bearer "+secrets["alice"], "Origin", c.origin)
		a, _ := s.shake(request)
		if !c.in {
			s.problem(request, a, 403, "origin", "a page of another site would act with its visitor's rights; the list has https://app.example and http://localhost:3000, and the server's own origin is the request's Host")
			continue
		}
		checkkit.Equal(t, "the status of the answer to\n"+request, a.status, 101, "the origin is the server's own, or listed, or no browser sent the request (PROTOCOL.md, HTTP)")
	}
}

func TestServesThePageAndItsHealth(t *testing.T) {
	s := start(t)
	a := s.do(call{method: "GET", path: "/"})
	media, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	checkkit.Equal(t, "status and media type of GET /", fmt.Sprint(a.status, " ", media), "200 text/html", "the page shows events live (PROTOCOL.md, HTTP)")
	a = s.do(call{method: "GET", path: "/healthz"})
	checkkit.Equal(t, "status and body of GET /healthz", fmt.Sprint(a.status, " ", strings.TrimSpace(a.body)), "200 ok", "the server is well (PROTOCOL.md, HTTP)")
	s.problem("GET /nowhere", s.do(call{method: "GET", path: "/nowhere"}), 404, "not-found", "there is no such resource")
	for _, path := range []string{"/ws", "/healthz"} {
		s.problem("PATCH "+path, s.do(call{method: "PATCH", path: path, user: "alice"}), 405, "method", path+" has no such method")
	}
}
