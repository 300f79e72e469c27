package notify_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"systems.course/checkkit"
)

func TestTakesATokenAsTheFirstMessage(t *testing.T) {
	s := start(t)
	c := s.join("alice", "/ws")
	c.send(obj{"type": "auth", "token": secrets["alice"]})
	m := c.welcome()
	checkkit.Equal(t, "user of "+m.raw, m.User, "alice", "it is the name of the token (PROTOCOL.md, From the server)")
	c.subscribe("a")
	c.event(s.publish("a", "1"), "the session is subscribed to it")
	because := "a client that is not known yet may send auth and nothing else (PROTOCOL.md, Opening a session and Close codes)"
	for _, first := range []struct {
		text string
		code int
	}{
		{`{"type":"auth","token":"` + secrets["alice"] + `x"}`, 4401},
		{`{"type":"auth","token":""}`, 4401},
		{`{"type":"auth"}`, 4401},
		{`{"type":"auth","token":"` + secrets["press"] + `"}`, 4403},
		{`{"type":"subscribe","topics":["a"]}`, 4401},
		{`{"type":"ping","ref":1}`, 4401},
		{`hello`, 4401},
	} {
		c := s.join("the one who says "+first.text, "/ws")
		c.sendText(first.text)
		c.sendText(`{"type":"auth","token":"` + secrets["alice"] + `"}`)
		before, _ := c.closes(first.code, because)
		checkkit.Equal(t, "the messages before the close frame in answer to "+first.text, len(before), 0, "%s", because)
	}
}

func TestWaitsForAuthNoLongerThanItSays(t *testing.T) {
	s := start(t, "--auth-timeout", "300ms", "--ping-interval", "50ms")
	silent, pinging := s.join("the one who says nothing", "/ws"), s.join("the one who only pings", "/ws")
	because := "auth has to come within --auth-timeout, here 300ms; pings and pongs are no auth (PROTOCOL.md, Opening a session)"
	for limit := time.Now().Add(patience); pinging.err == nil; {
		pinging.inTime(limit, "a close frame with the code 4401", because)
		pinging.frames(encode(fin|opPing, nil))
		first, payload, err := pinging.frame()
		if err != nil {
			pinging.broken("a close frame with the code 4401", err, because)
		}
		if first&0x0F == opClose {
			pinging.err = pinging.closing(payload)
		}
	}
	pinging.closes(4401, because)
	silent.closes(4401, because)
	known := s.enter("alice")
	for range 8 {
		known.awaitPing("--auth-timeout is for those who are not known")
	}
	known.pong("--auth-timeout is for those who are not known")
}

// ticket asks for a ticket of a user.
func (s *server) ticket(user string) (ticket string, seconds float64) {
	s.t.Helper()
	c := call{method: "POST", path: "/tickets", user: user}
	a := s.do(c)
	var got struct {
		Ticket  string  `json:"ticket"`
		Expires float64 `json:"expires_in"`
	}
	if err := json.Unmarshal([]byte(a.body), &got); a.status != 201 || err != nil || got.Ticket == "" {
		checkkit.Fail(s.t, checkkit.Failure{Expected: c.String() + ` to be answered with 201, {"ticket":"…","expires_in":…}`, Got: a.String(), Because: "who may subscribe may have a ticket (PROTOCOL.md, HTTP)"})
	}
	return got.Ticket, got.Expires
}

func TestOpensOneSessionWithATicket(t *testing.T) {
	s := start(t, "--ticket-lifetime", "20s")
	first, seconds := s.ticket("bob")
	second, _ := s.ticket("bob")
	checkkit.Equal(t, "expires_in", seconds, 20.0, "it is --ticket-lifetime in seconds (PROTOCOL.md, HTTP)")
	checkkit.False(t, "two tickets are equal", first == second, "each opens one session")
	m := s.join("bob", "/ws?ticket="+first).welcome()
	checkkit.Equal(t, "user of "+m.raw, m.User, "bob", "the ticket was made with bob's token")
	for what, ticket := range map[string]string{"a ticket that has been used": first, "a ticket that never was": second + "x", "an empty ticket": "", "a token, which is no ticket": secrets["bob"]} {
		a, _ := s.shake(handshake(s.Addr, "/ws?ticket="+ticket))
		s.problem("GET /ws?ticket=… with "+what, a, 401, "unauthorized", "a ticket opens one session, and is void after its first use")
	}
	s.problem("POST /tickets without a token", s.do(call{method: "POST", path: "/tickets"}), 401, "unauthorized", "a ticket has the rights of the token that made it")
	s.problem("POST /tickets with press's token", s.do(call{method: "POST", path: "/tickets", user: "press"}), 403, "forbidden", "a ticket is for who may subscribe")

	// Of many that use the second one at once, one gets in.
	in := make(chan int, 8)
	for range 8 {
		l := s.open(s.connect())
		go func() {
			a, err := l.shake(handshake(s.Addr, "/ws?ticket="+second))
			if err != nil {
				a.status = -1
			}
			in <- a.status
		}()
	}
	statuses := map[int]int{}
	for range 8 {
		statuses[<-in]++
	}
	checkkit.Equal(t, "how many answers there were of each status, when eight used one ticket at once", statuses, map[int]int{101: 1, 401: 7}, "a ticket opens one session (PROTOCOL.md, HTTP)")
}

func TestATicketExpires(t *testing.T) {
	s := start(t, "--ticket-lifetime", "200ms")
	ticket, _ := s.ticket("alice")
	for begin := time.Now(); time.Since(begin) < 300*time.Millisecond; {
		s.ticket("alice") // others are made meanwhile
	}
	a, _ := s.shake(handshake(s.Addr, "/ws?ticket="+ticket))
	s.problem("GET /ws?ticket=… 300ms after the ticket was made", a, 401, "unauthorized", "a ticket is void after --ticket-lifetime, here 200ms")
}

func TestKeepsSecretsOutOfItsLogs(t *testing.T) {
	s := start(t, "--log-level", "debug")
	ticket, _ := s.ticket("alice")
	s.join("alice", "/ws?ticket="+ticket).welcome()
	s.shake(handshake(s.Addr, "/ws?ticket="+ticket))
	s.shake(handshake(s.Addr, "/ws?ticket=not-a-ticket"))
	s.enter("bob").subscribe("a")
	c := s.join("carol", "/ws")
	c.send(obj{"type": "auth", "token": secrets["carol"]})
	c.welcome()
	c.send(obj{"type": "auth", "token": secrets["carol"]})
	said := c.hears("error", "the client is known already").raw
	c = s.join("nobody", "/ws")
	c.send(obj{"type": "auth", "token": "never-was-a-token"})
	_, reason := c.closes(4401, "the token is unknown")
	a := s.do(call{method: "POST", path: "/topics/a", body: "1", header: []string{"Authorization", "Bearer never-was-a-token"}})
	s.publish("a", "1")
	said += reason + a.body
	if s.Ours() {
		s.Stop()
	}
	for what, secret := range map[string]string{
		"alice's ticket": ticket, "bob's token": secrets["bob"], "carol's token": secrets["carol"], "press's token": secrets["press"],
		"a token that is unknown": "never-was-a-token", "a ticket that is unknown": "not-a-ticket",
	} {
		if output := s.Output(); strings.Contains(output, secret) {
			at := strings.Index(output, secret)
			line := output[strings.LastIndex(output[:at], "\n")+1:]
			line, _, _ = strings.Cut(line, "\n")
			checkkit.Fail(t, checkkit.Failure{Expected: "logs without " + what, Got: line, Because: "tokens and tickets are in no log (PROTOCOL.md, HTTP)"})
		}
		checkkit.False(t, fmt.Sprintf("%s is in an answer: %s", what, said), strings.Contains(said, secret), "tokens and tickets are in no answer (PROTOCOL.md, HTTP)")
	}
}

// presence reads the next message, which has to be this presence of the topic.
func (c *client) presence(topic, event string, count int, because string, users ...string) {
	c.t.Helper()
	m := c.hears("presence", because)
	if m.Topic != topic || m.Event != event || m.Count != count || strings.Join(m.Users, " ") != strings.Join(users, " ") {
		c.fail(fmt.Sprintf(`presence of %s with "event":%q, "users":%q, "count":%d`, topic, event, users, count), clip(m.raw), because+" (PROTOCOL.md, Presence)")
	}
}

func (c *client) watch(topic string) {
	c.t.Helper()
	c.asks(obj{"type": "subscribe", "topics": []string{topic}, "presence": true}, "subscribed", "state comes after subscribed (PROTOCOL.md, Presence)")
}

func TestTellsWhoIsThere(t *testing.T) {
	s, room := start(t), "room."+checkkit.Rand(t).Word()
	bob := s.enter("bob")
	bob.subscribe(room, "other")
	alice := s.enter("alice")
	alice.watch(room)
	alice.presence(room, "state", 2, "who subscribes with presence gets the state, in which it is itself", "alice", "bob")
	carol := s.enter("carol")
	carol.subscribe(room)
	alice.presence(room, "join", 3, "carol has come", "carol")
	carol.asks(obj{"type": "unsubscribe", "topics": []string{room}}, "unsubscribed", "unsubscribe is answered")
	alice.presence(room, "leave", 2, "carol has unsubscribed", "carol")
	if err := bob.conn.Close(); err != nil {
		t.Fatal(err)
	}
	alice.presence(room, "leave", 1, "bob's connection broke", "bob")
	carol.watch(room)
	carol.presence(room, "state", 2, "who subscribes with presence gets the state", "alice", "carol")
	alice.presence(room, "join", 2, "carol has come back", "carol")
	carol.leave()
	alice.presence(room, "leave", 1, "carol has closed the session", "carol")
	alice.pong("nothing else happened")
}

func TestCountsUsersAndNotSessions(t *testing.T) {
	s := start(t)
	alice := s.enter("alice")
	alice.watch("room")
	alice.presence("room", "state", 1, "who subscribes with presence is there itself", "alice")
	bob, twin := s.enter("bob"), s.enter("bob")
	bob.subscribe("room")
	alice.presence("room", "join", 2, "bob's first session has come", "bob")
	twin.subscribe("room")
	twin.subscribe("room")
	carol := s.enter("carol")
	carol.subscribe("room")
	alice.presence("room", "join", 3, "join is for a user's first session, and bob had one; now carol has come", "carol")
	bob.leave()
	carol.leave()
	alice.presence("room", "leave", 2, "leave is for a user's last session, and bob has another; carol has left", "carol")
	twin.leave()
	alice.presence("room", "leave", 1, "bob's last session has left", "bob")
}

func TestPatternsMakeNobodyPresent(t *testing.T) {
	s := start(t)
	bob := s.enter("bob")
	bob.subscribe("room.*", ">", "room.7.>")
	alice := s.enter("alice")
	for _, p := range []string{"room.*", ">", "*"} {
		alice.refused(obj{"type": "subscribe", "topics": []string{"room.7", p}, "presence": true}, "presence", p+" is not a topic: there is nobody in it")
	}
	alice.watch("room.7")
	alice.presence("room.7", "state", 1, "a pattern with * or > makes nobody present", "alice")
	bob.subscribe("room.8")
	bob.subscribe("room.7")
	alice.presence("room.7", "join", 2, "now bob subscribes to exactly that topic", "bob")
	alice.event(s.publish("room.7", "1"), "presence doesn't change what events come")
}

func TestLimitsSessions(t *testing.T) {
	s := start(t, "--max-clients", "3")
	first := s.enter("alice")
	s.enter("bob")
	s.join("one who is not known yet", "/ws")
	request := handshake(s.Addr, "/ws", "Authorization", "Bearer "+secrets["carol"])
	a, _ := s.shake(request)
	s.problem("the fourth handshake with --max-clients 3", a, 503, "busy", "three sessions are open, those not yet known included")
	checkkit.True(t, "the answer has Retry-After", a.header.Get("Retry-After") != "", "503 comes with Retry-After (PROTOCOL.md, HTTP)")
	a, _ = s.shake(handshake(s.Addr, "/ws", "Authorization", "Bearer wrong"))
	s.problem("a handshake with an unknown token, while there is no room", a, 401, "unauthorized", "tokens are looked at before room")
	s.publish("a", "1")
	first.leave()
	checkkit.Eventually(t, patience, "room for another session", "one of the three has left", func() bool {
		a, _ := s.shake(request)
		return a.status == http.StatusSwitchingProtocols
	})
}
