package notify_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"systems.course/checkkit"
)

var eventTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)

func TestDeliversWhatWasPublishedAsItWas(t *testing.T) {
	r := checkkit.Rand(t)
	s, topic := start(t), r.Word()+"."+r.Word()
	c := s.enter("alice")
	c.subscribe(topic)
	for _, data := range []string{
		`{"z":1,"a":[true,null,"` + r.Word() + `"]}`,
		"{ \"b\" :\n\t[ 1 , 2 ] , \"a\": \" two  blanks \" }",
		`12345678901234567890.10`, `1e400`, `-0.0`, `"<a href='x'>&amp;"`, `"\u2028 \ud83d\ude00 é 😀"`, `null`, `""`,
		`{"a":1,"a":2}`, `{"type":"error","id":7}`,
	} {
		id := s.publish(topic, data)
		m := c.event(id, "what is published to a topic comes to its subscribers")
		checkkit.Equal(t, "topic of "+m.raw, m.Topic, topic, "it was published there")
		checkkit.Equal(t, "data of "+clip(m.raw), string(m.Data), compact(t, data), "white space between tokens is not kept; anything else is (PROTOCOL.md, HTTP)")
		checkkit.True(t, fmt.Sprintf("time %q of the event is like 2026-11-23T13:00:00.000Z", m.Time), eventTime.MatchString(m.Time), "it is RFC 3339 in UTC with milliseconds (PROTOCOL.md, From the server)")
	}
}

func TestDeliversFramesOfAllSizes(t *testing.T) {
	s := start(t, "--max-event", "200000", "--max-message", "70000")
	c := s.enter("alice")
	c.subscribe("a")
	for _, size := range []int{2, 40, 60, 100, 126, 300, 65000, 65536, 66000, 150000} {
		data := `"` + strings.Repeat("x", size-2) + `"`
		m := c.event(s.publish("a", data), fmt.Sprintf("an event with %d bytes of data comes in one message; below 126 bytes, below 65536 and above, a frame's length has 1, 3 and 9 bytes (RFC 6455, 5.2)", size))
		checkkit.Equal(t, "the size of the data that came", len(m.Data), size, "nothing is cut")
	}
	for _, size := range []int{20, 125, 126, 127, 65535, 65536, 70000} {
		ref := c.ref()
		text := fmt.Sprintf(`{"type":"ping","ref":%d,"x":"`, ref)
		c.sendText(text + strings.Repeat("x", max(0, size-len(text)-2)) + `"}`)
		m := c.hears("pong", fmt.Sprintf("a message of %d bytes is allowed with --max-message 70000, and unknown fields are ignored", size))
		checkkit.True(t, fmt.Sprintf("ref of %s is %d", m.raw, ref), m.Ref != nil && *m.Ref == ref, "a reply has the ref of its request (PROTOCOL.md, From the client)")
	}
}

func TestDeliversInOneOrderToAll(t *testing.T) {
	s, r := start(t, "--queue", "1000"), checkkit.Rand(t)
	topic := r.Word()
	var clients []*client
	for range 5 {
		c := s.enter([]string{"alice", "bob"}[r.IntN(2)])
		c.subscribe(topic)
		clients = append(clients, c)
	}
	s.publishMany(topic, 200, 20, 8)
	for i, c := range clients {
		for id := uint64(1); id <= 200; id++ {
			c.event(id, fmt.Sprintf("200 events were published by 8 at once; subscriber %d gets each once, and in the order of their ids (PROTOCOL.md, Promises 2)", i+1))
		}
	}
}

func TestAnswersRequestsInTheirOrder(t *testing.T) {
	s, r := start(t), checkkit.Rand(t)
	c := s.enter("alice")
	var frames []byte
	var want []string
	for ref := range 60 {
		request, reply := `"type":"ping"`, "pong"
		switch r.IntN(4) {
		case 0:
			request, reply = `"type":"subscribe","topics":["`+r.Word()+`"]`, "subscribed"
		case 1:
			request, reply = `"type":"unsubscribe","topics":["`+r.Word()+`"]`, "unsubscribed"
		case 2:
			request, reply = `"type":"dance"`, "error"
		}
		want = append(want, fmt.Sprint(reply, " ", ref))
		frames = append(frames, encode(fin|opText, fmt.Appendf(nil, `{%s,"ref":%d}`, request, ref))...)
	}
	c.frames(frames)
	for i := range want {
		m, err := c.next()
		if err != nil {
			c.broken("the reply "+want[i], err, "each request has its reply")
		}
		got := m.Type + " without ref"
		if m.Ref != nil {
			got = fmt.Sprint(m.Type, " ", *m.Ref)
		}
		if got != want[i] {
			c.fail("the reply "+want[i], got+"\nin "+clip(m.raw), "60 requests were sent in one packet, with refs from 0; replies come in the order of the requests (PROTOCOL.md, Promises 5)")
		}
	}
}

func TestBeginsRightAfterSubscribed(t *testing.T) {
	s := start(t, "--queue", "10000")
	var clients []*client
	for range 12 {
		clients = append(clients, s.enter("alice"))
	}
	stop := s.keepPublishing("other", "news")
	var lasts []uint64
	for _, c := range clients {
		lasts = append(lasts, *c.subscribe("news").Last)
	}
	ids := stop()["news"]
	end := s.publish("news", `"end"`)
	for i, c := range clients {
		for _, id := range append(slices.Clone(ids), end) {
			if id > lasts[i] {
				c.event(id, fmt.Sprintf("subscribed said \"last\":%d while others published all the time: the first event is the next one of the topic, and none is left out after it (PROTOCOL.md, Promises 3 and 4)", lasts[i]))
			}
		}
	}
}

func TestEndsWithUnsubscribed(t *testing.T) {
	s := start(t, "--queue", "10000")
	for range 5 {
		c := s.enter("bob")
		c.subscribe("news", "fence")
		stop := s.keepPublishing("news")
		for range 3 {
			c.hears("event", "the session is subscribed to news")
		}
		c.send(obj{"type": "unsubscribe", "topics": []string{"news", "never-had"}, "ref": 7})
		for limit := time.Now().Add(patience); ; {
			c.inTime(limit, "unsubscribed", "unsubscribe is answered (PROTOCOL.md, From the server)")
			m, err := c.next()
			if err != nil {
				c.broken("unsubscribed", err, "unsubscribe is answered (PROTOCOL.md, From the server)")
			}
			if m.Type == "unsubscribed" {
				checkkit.Equal(t, "topics of "+m.raw, m.Topics, []string{"fence"}, "those patterns are left; not having one is no error (PROTOCOL.md, From the server)")
				break
			}
		}
		for range 3 {
			s.publish("news", "1")
		}
		got := c.upTo(s.publish("fence", "1"), "the session is still subscribed to fence")
		if len(got) > 1 {
			c.fail("after unsubscribed no event of news", clip(got[0].raw), "none comes that only the given-up patterns match (PROTOCOL.md, Promises 4)")
		}
		stop()
	}
	c := s.enter("bob")
	m := c.asks(obj{"type": "unsubscribe", "topics": []string{"news"}}, "unsubscribed", "not having a pattern is no error")
	checkkit.True(t, "topics of "+m.raw+" is []", strings.Contains(m.raw, `"topics":[]`), "it is a list, and empty (PROTOCOL.md, From the server)")
}

func TestTellsWhatIsWrongWithARequest(t *testing.T) {
	s := start(t)
	c := s.enter("alice")
	c.subscribe("fence")
	for _, b := range []struct{ text, code string }{
		{``, "json"}, {`{`, "json"}, {`[]`, "json"}, {`null`, "json"}, {`"subscribe"`, "json"}, {`{} {}`, "json"},
		{strings.Repeat(`[`, 5000), "json"},
		{`{"ref":1,"topics":["a"]}`, "type"}, {`{"ref":2,"type":"publish","topics":["a"]}`, "type"}, {`{"ref":3,"type":"Subscribe","topics":["a"]}`, "type"},
		{`{"ref":4,"type":"subscribe"}`, "field"}, {`{"ref":5,"type":"subscribe","topics":[]}`, "field"},
		{`{"ref":6,"type":"subscribe","topics":"a"}`, "field"}, {`{"ref":7,"type":"subscribe","topics":["a",1]}`, "field"},
		{`{"ref":8,"type":"subscribe","Topics":["a"]}`, "field"}, {`{"ref":9,"type":"subscribe","topics":["a"],"presence":"yes"}`, "field"},
		{`{"ref":10,"type":"subscribe","topics":["a"],"policy":"drop-newest"}`, "field"}, {`{"ref":11,"type":"unsubscribe","topics":{}}`, "field"},
		{`{"type":"ping","ref":-1}`, "field"}, {`{"type":"ping","ref":1.5}`, "field"}, {`{"type":"ping","ref":9007199254740992}`, "field"}, {`{"type":"ping","ref":"1"}`, "field"},
		{`{"ref":12,"type":"auth","token":"` + secrets["bob"] + `"}`, "auth"},
	} {
		because := "error codes: " + b.code + " (PROTOCOL.md, From the server); " + clip(b.text) + " was sent"
		c.sendText(b.text)
		m := c.hears("error", because)
		if m.Code != b.code || m.Message == "" {
			c.fail(fmt.Sprintf(`{"type":"error","code":%q,"message":"…"}`, b.code), clip(m.raw), because)
		}
		if ref, ok := strings.CutPrefix(b.text, `{"ref":`); ok {
			ref, _, _ = strings.Cut(ref, ",")
			checkkit.True(t, "ref of "+m.raw+" is "+ref, m.Ref != nil && fmt.Sprint(*m.Ref) == ref, "it could be read, so it is there (PROTOCOL.md, From the server)")
		}
	}
	s.publish("a", "1")
	got := c.upTo(s.publish("fence", "1"), "a refused request ends nothing")
	checkkit.Equal(t, "the number of messages that came", len(got), 1, "a was never subscribed to: a request is done whole or not at all (PROTOCOL.md, From the client)")
	c.sendText(`{"type":"ping","extra":{"ref":"x"}}`)
	if m := c.hears("pong", "unknown fields are ignored (PROTOCOL.md, From the client)"); m.Ref != nil {
		c.fail("a pong without ref", clip(m.raw), "the request had none")
	}
}

func TestCountsEachPatternOnce(t *testing.T) {
	s, r := start(t, "--max-topics", "5"), checkkit.Rand(t)
	c := s.enter("alice")
	words := r.Words(6)
	sorted := func(w []string) []string { w = slices.Clone(w); slices.Sort(w); return w }
	m := c.subscribe(words[1], words[0], words[1])
	checkkit.Equal(t, "topics of "+m.raw, m.Topics, sorted(words[:2]), "all patterns of the session, sorted, each once (PROTOCOL.md, From the server)")
	m = c.subscribe(words[:5]...)
	checkkit.Equal(t, "topics of "+m.raw, m.Topics, sorted(words[:5]), "having one already is no error, and 5 are allowed (PROTOCOL.md, From the client)")
	c.refused(obj{"type": "subscribe", "topics": words[5:]}, "topics", "the session would have 6 patterns, and --max-topics is 5")
	m = c.asks(obj{"type": "unsubscribe", "topics": words[3:4]}, "unsubscribed", "4 are left")
	c.refused(obj{"type": "subscribe", "topics": append([]string{"zz"}, words[5])}, "topics", "the session would have 6 patterns again")
	want := sorted(append(slices.Clone(words[:3]), words[4], words[5]))
	m = c.subscribe(words[5])
	checkkit.Equal(t, "topics of "+m.raw, m.Topics, want, "one was given up and one is new; of what was refused nothing was done")
	for _, i := range rand.New(r).Perm(5) {
		c.event(s.publish(want[i], "1"), "the session is subscribed to it")
	}
}
