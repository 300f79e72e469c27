package notify_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"systems.course/checkkit"
)

// sampleKey and sampleAccept are the example of RFC 6455, 1.3.
const (
	sampleKey    = "dGhlIHNhbXBsZSBub25jZQ=="
	sampleAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
)

// A client is a session of a check. Its methods are for the check's own
// goroutine, and end the check when something is not as it must be.
type client struct {
	*link
	t    *testing.T
	name string
	refs uint64
	left bool // it has sent a close frame
}

// handshake returns an upgrade's request, which is right but for what is put in
// the place of its lines: names and values in turn. A value "" takes the line
// away, and "+…" adds another line.
func handshake(addr, path string, change ...string) string {
	lines := []string{
		"Host: " + addr, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
		"Sec-WebSocket-Key: " + sampleKey, "Sec-WebSocket-Protocol: notify.v1",
	}
	for i := 0; i < len(change); i += 2 {
		value, another := strings.CutPrefix(change[i+1], "+")
		if !another {
			lines = slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, change[i]+":") })
		}
		if value != "" {
			lines = append(lines, change[i]+": "+value)
		}
	}
	return "GET " + path + " HTTP/1.1\r\n" + strings.Join(lines, "\r\n") + "\r\n\r\n"
}

// shake sends an upgrade's request on a new connection and returns the answer. If
// that is 101, the link is ready.
func (s *server) shake(request string) (answer, *link) {
	s.t.Helper()
	l := s.open(s.connect())
	a, err := l.shake(request)
	checkkit.NoError(s.t, "the answer to\n"+request, err, "each request gets an answer")
	return a, l
}

func (s *server) open(conn net.Conn) *link { return &link{conn: conn, r: bufio.NewReader(conn)} }

// shake sends an upgrade's request and reads the answer.
func (l *link) shake(request string) (answer, error) {
	if err := errors.Join(l.write([]byte(request)), l.conn.SetReadDeadline(time.Now().Add(patience))); err != nil {
		return answer{}, err
	}
	resp, err := http.ReadResponse(l.r.(*bufio.Reader), nil)
	if err != nil {
		return answer{}, err
	}
	a := answer{status: resp.StatusCode, header: resp.Header}
	if a.status == http.StatusSwitchingProtocols {
		return a, nil
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	a.body = string(body)
	return a, errors.Join(err, resp.Body.Close())
}

// enter opens a session with the user's token in the header, and reads its
// welcome.
func (s *server) enter(user string) *client {
	s.t.Helper()
	c := s.join(user, "/ws", "Authorization", "Bearer "+secrets[user])
	c.welcome()
	return c
}

// join makes a handshake that has to succeed.
func (s *server) join(name, path string, change ...string) *client {
	s.t.Helper()
	l := s.open(s.connect())
	a, err := l.shake(handshake(s.Addr, path, change...))
	checkkit.NoError(s.t, "the answer to GET "+path+" with an upgrade", err, "each request gets an answer")
	if a.status != http.StatusSwitchingProtocols {
		checkkit.Fail(s.t, checkkit.Failure{
			Expected: "101 Switching Protocols for " + name + "'s\n" + handshake(s.Addr, path, change...), Got: a.String(),
			Because: "the handshake is right (RFC 6455, 4.2.1; PROTOCOL.md, Opening a session)",
		})
	}
	return &client{link: l, t: s.t, name: name}
}

// welcome reads the welcome.
func (c *client) welcome() message {
	c.t.Helper()
	return c.hears("welcome", "as soon as the client is known the server sends welcome (PROTOCOL.md, Opening a session)")
}

// send sends a value as a text message of one frame.
func (c *client) send(value any) {
	c.t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		c.t.Fatal(err)
	}
	c.sendText(string(text))
}

func (c *client) sendText(text string) {
	c.t.Helper()
	c.frames(encode(fin|opText, []byte(text)))
	c.note(">", opText, []byte(text))
}

// frames sends frames as they are.
func (c *client) frames(frames ...[]byte) {
	c.t.Helper()
	for _, f := range frames {
		if err := c.write(f); err != nil {
			c.fail("the server to read a frame of "+c.name, "the error "+err.Error(), "the session is open")
		}
	}
}

// obj is a message of the client.
type obj = map[string]any

// ref returns a new number for a request.
func (c *client) ref() uint64 {
	c.refs++
	return c.refs
}

// asks sends a request with a ref, and returns its reply, which has to be the
// next message.
func (c *client) asks(request obj, replyType, because string) message {
	c.t.Helper()
	ref := c.ref()
	request["ref"] = ref
	c.send(request)
	m := c.hears(replyType, because)
	if m.Ref == nil || *m.Ref != ref {
		c.fail(fmt.Sprintf("%s with \"ref\":%d", replyType, ref), clip(m.raw), "a reply has the ref of its request (PROTOCOL.md, From the client)")
	}
	return m
}

// subscribe subscribes to patterns and returns the reply.
func (c *client) subscribe(patterns ...string) message {
	c.t.Helper()
	m := c.asks(obj{"type": "subscribe", "topics": patterns}, "subscribed", "subscribe is answered with subscribed (PROTOCOL.md, From the server)")
	if m.Last == nil {
		c.fail("subscribed with last", clip(m.raw), "it says from which id on events are live (PROTOCOL.md, From the server)")
	}
	return m
}

// refused sends a request, which has to be answered with an error of this code.
func (c *client) refused(request obj, code, because string) {
	c.t.Helper()
	m := c.asks(request, "error", because)
	if m.Code != code || m.Message == "" {
		c.fail(fmt.Sprintf("an error with \"code\":%q and a message", code), clip(m.raw), because)
	}
}

// pong sends the message ping, which has to be answered next: the session goes on.
func (c *client) pong(because string) message {
	c.t.Helper()
	return c.asks(obj{"type": "ping"}, "pong", because)
}

// hears reads the next message, which must have this type.
func (c *client) hears(kind, because string) message {
	c.t.Helper()
	m, err := c.next()
	if err != nil {
		c.broken("a message of the type "+kind, err, because)
	}
	if m.Type != kind {
		c.fail("a message of the type "+kind, clip(m.raw), because)
	}
	return m
}

// event reads the next message, which must be the event with this id.
func (c *client) event(id uint64, because string) message {
	c.t.Helper()
	m := c.hears("event", because)
	if m.ID != id {
		c.fail(fmt.Sprintf("the event with the id %d", id), clip(m.raw), because)
	}
	return m
}

// upTo reads messages up to the event with this id and returns them. What has not
// come before it is not coming: ids ascend. That is how a check knows of silence
// without a wait.
func (c *client) upTo(id uint64, because string) []message {
	c.t.Helper()
	var got []message
	for {
		m, err := c.next()
		if err != nil {
			c.broken(fmt.Sprintf("the event with the id %d", id), err, because)
		}
		if m.Type == "event" && m.ID > id {
			c.fail(fmt.Sprintf("the event with the id %d", id), clip(m.raw), because)
		}
		got = append(got, m)
		if m.Type == "event" && m.ID == id {
			return got
		}
	}
}

// closes reads to the server's close frame, which must have this code, answers
// it, and reads to the end of the connection.
func (c *client) closes(code int, because string) (before []message, reason string) {
	c.t.Helper()
	expected := fmt.Sprintf("a close frame with the code %d", code)
	for limit := time.Now().Add(patience); ; {
		m, err := c.next()
		if err == nil {
			before = append(before, m)
			c.inTime(limit, expected, because)
			continue
		}
		end := (*closing)(nil)
		if !errors.As(err, &end) || end.code != code {
			c.broken(expected, err, because)
		}
		c.ends()
		return before, end.reason
	}
}

// inTime ends the check after the limit, where something else keeps coming.
func (c *client) inTime(limit time.Time, expected, because string) {
	c.t.Helper()
	if time.Now().After(limit) {
		c.fail(expected, fmt.Sprintf("other frames for %v", patience), because)
	}
}

// leave closes the session from this side.
func (c *client) leave() {
	c.t.Helper()
	c.frames(closeFrame(1000, ""))
	c.left = true
	c.closes(1000, "the answer to a client's close has its code (PROTOCOL.md, Close codes)")
}

// answersPing sends a ping, whose pong must come before anything else but pings.
func (c *client) answersPing(payload, because string) {
	c.t.Helper()
	c.frames(encode(fin|opPing, []byte(payload)))
	c.note(">", opPing, []byte(payload))
	for {
		first, got, err := c.frame()
		if err != nil {
			c.broken(fmt.Sprintf("a pong with the payload %q", payload), err, because)
		}
		if first&0x0F == opPing {
			continue
		}
		if first != fin|opPong || string(got) != payload {
			c.fail(fmt.Sprintf("a pong with the payload %q", payload), fmt.Sprintf("a %s frame with the payload %s", opNames[first&0x0F], clip(string(got))), because)
		}
		return
	}
}

// ends answers a close frame and reads to the end, before which nothing may come.
func (c *client) ends() {
	c.t.Helper()
	if end := (*closing)(nil); errors.As(c.err, &end) && !c.left {
		_ = c.write(closeFrame(1000, "")) // it may have hung up already
	}
	first, payload, err := c.frame()
	if err == nil {
		c.fail("the end of the connection after the close frames", fmt.Sprintf("a %s frame %s", opNames[first&0x0F], clip(string(payload))), "after a close frame nothing more is sent (RFC 6455, 5.5.1)")
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		c.broken("the end of the connection after the close frames", err, "the server closes the connection when both have sent a close frame, and a second after its own at the latest (PROTOCOL.md, Close codes)")
	}
}

// broken ends the check because of an error of next.
func (c *client) broken(expected string, err error, because string) {
	c.t.Helper()
	if b := (*breach)(nil); errors.As(err, &b) {
		c.fail(b.expected, b.got, b.because)
	}
	got := err.Error()
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		got = fmt.Sprintf("nothing for %v", patience)
	case errors.Is(err, io.EOF):
		got = "the end of the connection, without a close frame"
	case errors.Is(err, io.ErrUnexpectedEOF):
		got = "the end of the connection in the middle of a frame"
	}
	c.fail(expected, got, because)
}

// fail ends the check, and shows the last frames of the conversation.
func (c *client) fail(expected, got, because string) {
	c.t.Helper()
	checkkit.Fail(c.t, checkkit.Failure{
		Expected: expected, Got: got,
		Because: because + "\n\nthe last frames of " + c.name + ", < from the server and > to it:\n" + strings.Join(c.said, "\n"),
	})
}

// awaitPing reads to the server's next ping, before which there must be nothing.
func (c *client) awaitPing(because string) {
	c.t.Helper()
	first, payload, err := c.frame()
	if err != nil {
		c.broken("a ping", err, because)
	}
	if first != fin|opPing {
		if first&0x0F == opClose {
			c.broken("a ping", c.closing(payload), because)
		}
		c.fail("a ping", fmt.Sprintf("a %s frame with the payload %s", opNames[first&0x0F], clip(string(payload))), because)
	}
	c.pings++
	if !c.mute {
		c.frames(encode(fin|opPong, payload))
	}
}
