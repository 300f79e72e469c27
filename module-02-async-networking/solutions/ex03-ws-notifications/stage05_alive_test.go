package notify_test

import (
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"systems.course/checkkit"
)

func TestAnswersPings(t *testing.T) {
	s, r := start(t), checkkit.Rand(t)
	c := s.enter("alice")
	for _, size := range []int{0, 1, 4, 125, r.IntN(126)} {
		payload := make([]byte, size)
		for i := range payload {
			payload[i] = byte(r.IntN(256)) // it need not be UTF-8
		}
		c.answersPing(string(payload), "a ping is answered with a pong, which has the ping's payload (RFC 6455, 5.5.3)")
	}
	c.frames(encode(fin|opPong, []byte("unasked")))
	m := c.pong("a pong that nobody asked for is allowed, and not answered (RFC 6455, 5.5.3)")
	checkkit.Equal(t, "the pong frames that came after a pong", len(c.pongs), 0, "a pong that nobody asked for is not answered (RFC 6455, 5.5.3)")
	checkkit.True(t, "time of "+m.raw+" is like 2026-11-23T13:00:00.000Z", eventTime.MatchString(m.Time), "it is RFC 3339 in UTC with milliseconds (PROTOCOL.md, From the server)")
}

func TestPingsAtEachInterval(t *testing.T) {
	s := start(t, "--ping-interval", "50ms", "--queue", "100000")
	c := s.enter("alice")
	for range 5 {
		c.awaitPing("the server sends a ping each --ping-interval, here 50ms (PROTOCOL.md, Alive)")
	}
	busy := s.enter("bob")
	busy.subscribe("news")
	stop := s.keepPublishing("news")
	for deadline := time.Now().Add(patience); busy.pings < 5; {
		busy.hears("event", "one comes after the other")
		if time.Now().After(deadline) {
			busy.fail("a ping each 50ms", "events only", "a session that is busy is pinged too: it may be that nobody reads (PROTOCOL.md, Alive)")
		}
	}
	stop()
}

func TestKeepsWhoGivesASignOfLife(t *testing.T) {
	s := start(t, "--ping-interval", "200ms", "--idle", "1500ms")
	open := func(name string) *client {
		t.Helper()
		c := s.enter("alice")
		c.mute, c.name = true, name
		return c
	}
	pongs, pings, messages := open("the one that answers pings"), open("the one that sends pings"), open("the one that sends messages")
	pongs.mute = false
	because := "--idle is 1500ms, and a message, a pong or a ping came each 200ms (PROTOCOL.md, Alive)"
	for range 10 {
		for _, c := range []*client{pongs, pings, messages} {
			c.awaitPing(because)
		}
		pings.answersPing("still here", because)
		messages.pong(because)
	}
}

func TestClosesWhoIsSilent(t *testing.T) {
	s := start(t, "--ping-interval", "100ms", "--idle", "400ms", "--queue", "100000")
	silent, listening := s.enter("alice"), s.enter("bob")
	silent.mute, listening.mute = true, true
	listening.subscribe("news")
	stop := s.keepPublishing("news")
	silent.closes(4408, "nothing came from it for --idle, here 400ms (PROTOCOL.md, Alive)")
	listening.closes(4408, "nothing came from it for --idle; that events are written to it says nothing of its health (PROTOCOL.md, Alive)")
	stop()
}

func TestEndsMessagesThatTakeTooLong(t *testing.T) {
	s := start(t, "--message-timeout", "400ms", "--ping-interval", "50ms", "--idle", "60s")
	because := "a message must be complete --message-timeout after its first frame, here 400ms, whatever else comes meanwhile (PROTOCOL.md, Alive)"
	fragmented, trickled := s.enter("alice"), s.enter("bob")
	fragmented.frames(fragments(opText, request(100), 50)[0])
	whole := encode(fin|opText, request(500))
	trickled.frames(whole[:20])
	limit := time.Now().Add(patience)
	for i := 20; ; i++ {
		fragmented.inTime(limit, "a close frame with the code 1008", because)
		first, payload, err := fragmented.frame()
		if err != nil {
			fragmented.broken("a close frame with the code 1008", err, because)
		}
		if first&0x0F == opClose {
			fragmented.err = fragmented.closing(payload)
			break
		}
		fragmented.frames(encode(fin|opPong, payload), encode(fin|opPing, nil), encode(opContinuation, nil))
		if i < len(whole)-1 {
			_ = trickled.write(whole[i : i+1]) // it may have been closed already
		}
	}
	fragmented.closes(1008, because)
	trickled.mute = true // a pong would be in the middle of a frame
	trickled.closes(1008, because+"; a byte now and then is no end")
}

func TestEndsHandshakesThatTakeTooLong(t *testing.T) {
	s := start(t, "--header-timeout", "300ms")
	whole := handshake(s.Addr, "/ws", "Authorization", "Bearer "+secrets["alice"])
	var conns []net.Conn
	for range 100 {
		conns = append(conns, s.connect())
	}
	for _, text := range []string{"G", "GET /ws HTTP/1.1\r\n", whole[:len(whole)-2]} {
		conn := s.connect()
		if _, err := io.WriteString(conn, text); err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
	}
	drip := s.connect()
	go func() { // ends when the server or the check hangs up
		text := "GET /ws HTTP/1.1\r\nHost: " + s.Addr + "\r\n" + strings.Repeat("X-More: yes\r\n", 1000)
		for _, b := range []byte(text) {
			if _, err := drip.Write([]byte{b}); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	s.enter("alice").pong("connections that say nothing keep nobody else from talking")
	for i, conn := range append(conns, drip) {
		if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
			checkkit.Fail(t, checkkit.Failure{
				Expected: "the server to end the connection", Got: "it is open after " + patience.String(),
				Because: []string{"it says nothing", "it sent the beginning of a request, and then nothing", "it sends a byte of a header each 20ms"}[min(2, max(0, i-99))] +
					", and from the connection to the end of the header there is --header-timeout, here 300ms (PROTOCOL.md, Limits and defaults)",
			})
		}
	}
}
