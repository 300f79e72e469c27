package chat_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"systems.course/checkkit"
)

const (
	// patience is how long a check waits for what must come. It is no measure of
	// speed: a machine that does ten things at once needs a while.
	patience = 10 * time.Second

	// lineLimit is the longest line, CRLF included (RFC 2812, 2.3).
	lineLimit = 512

	// anything stands for a parameter that a check does not look at.
	anything = "\x00any"
)

// A server is the program under check.
type server struct {
	*checkkit.Program
	t *testing.T
}

// start starts cmd/chat without a rate limit, unless args set one. What runs
// already, at COURSE_TARGET, should have none either; with args it skips the check.
func start(t *testing.T, args ...string) *server {
	t.Helper()
	if checkkit.Target() == "" {
		args = append([]string{"--rate", "0"}, args...)
	}
	return &server{checkkit.Start(t, "chat", args...), t}
}

// dial connects a client that says nothing yet.
func (s *server) dial() *client {
	s.t.Helper()
	conn, err := net.DialTimeout("tcp", s.Addr, patience)
	checkkit.NoError(s.t, "connect to "+s.Addr, err, "the server said that it listens there")
	return newClient(s.t, conn)
}

// enter connects a client and registers it under the nickname.
func (s *server) enter(nick string) *client {
	s.t.Helper()
	c := s.dial()
	c.register(nick)
	return c
}

// A client is one connection of a check. Its methods are for the check's own
// goroutine, end the check when something is not as it must be, and wait no
// longer than patience.
type client struct {
	t      *testing.T
	conn   net.Conn
	r      *bufio.Reader
	nick   string   // as registered, "" before
	said   []string // the last lines of both directions, for a failure
	fences int
	ended  error // of the last read, once there is nothing more
}

func newClient(t *testing.T, conn net.Conn) *client {
	t.Cleanup(func() {
		if err := conn.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Logf("a check's own connection: %v", err)
		}
	})
	return &client{t: t, conn: conn, r: bufio.NewReaderSize(conn, 64<<10)}
}

// register sends NICK and USER, and reads to the end of the greeting.
func (c *client) register(nick string) []message {
	c.t.Helper()
	c.send("NICK " + nick)
	c.send("USER user 0 * :Real " + nick)
	c.nick = nick
	return append(c.greeting(), c.fence()...)
}

// greeting reads to the end of what a new client is told.
func (c *client) greeting() []message {
	c.t.Helper()
	var got []message
	for {
		m, ok := c.read()
		if !ok {
			c.fail("001 to 005 and so on, to the end of the message of the day (376) or 422", show(got)+c.how(), "the client is registered when NICK and USER have come")
		}
		got = append(got, m)
		if m.command == "376" || m.command == "422" {
			return got
		}
	}
}

// send sends a line, which gets its CRLF here.
func (c *client) send(line string) {
	c.t.Helper()
	c.write(line + "\r\n")
}

// write sends bytes as they are.
func (c *client) write(text string) {
	c.t.Helper()
	c.note("> ", text)
	if err := c.conn.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.conn.Write([]byte(text)); err != nil {
		c.fail(fmt.Sprintf("the server to read %s", clip(text)), "the error "+err.Error(), "the connection is open, and a client has to be able to talk")
	}
}

// do sends a line and returns everything that comes until it is done.
func (c *client) do(line string) []message {
	c.t.Helper()
	c.send(line)
	return c.fence()
}

// fence sends a PING and returns what comes before its PONG. The commands of a
// client are done in order, and so is what it is told: what has not come before
// the PONG is not coming. That is how a check knows of silence without a wait.
func (c *client) fence() []message {
	c.t.Helper()
	c.fences++
	token := fmt.Sprintf("fence%d", c.fences)
	c.send("PING " + token)
	var got []message
	for {
		m, ok := c.read()
		if !ok {
			c.fail("PONG with the parameter "+token, show(got)+c.how(), "a PING is answered with a PONG, after the answers to all that was sent before it")
		}
		if m.command == "PONG" && m.last() == token {
			return got
		}
		got = append(got, m)
	}
}

// read returns the next message, or false when there is none: see how. A PING
// of the server is answered and not returned.
func (c *client) read() (message, bool) {
	c.t.Helper()
	deadline := time.Now().Add(patience) // PINGs don't put it off
	for {
		m, ok := c.readUntil(deadline)
		if !ok || m.command != "PING" {
			return m, ok
		}
		c.send("PONG :" + m.last())
	}
}

// readAny is read without answers to PINGs.
func (c *client) readAny() (message, bool) {
	c.t.Helper()
	return c.readUntil(time.Now().Add(patience))
}

func (c *client) readUntil(deadline time.Time) (message, bool) {
	c.t.Helper()
	if c.ended != nil {
		return message{}, false
	}
	if err := c.conn.SetReadDeadline(deadline); err != nil {
		c.t.Fatal(err)
	}
	line, err := c.r.ReadSlice('\n')
	if err != nil {
		c.ended = err
		if len(line) > 0 {
			c.note("< ", string(line))
		}
		return message{}, false
	}
	c.note("< ", string(line))
	if !bytes.HasSuffix(line, []byte("\r\n")) || bytes.ContainsAny(line[:len(line)-2], "\x00\r") || len(line) > lineLimit {
		c.fail("a line that ends with CRLF, is at most 512 bytes long and has no NUL or CR in it", fmt.Sprintf("%s (%d bytes)", clip(string(line)), len(line)), "a message is at most 512 bytes with its CRLF, and has no NUL, CR or LF before it (RFC 2812, 2.3)")
	}
	return parse(string(line[:len(line)-2])), true
}

// how says in words why the last read gave nothing.
func (c *client) how() string {
	switch {
	case c.ended == nil:
		return ""
	case errors.Is(c.ended, os.ErrDeadlineExceeded):
		return fmt.Sprintf("\nthen nothing for %v", patience)
	case errors.Is(c.ended, io.EOF):
		return "\nthen the end of the connection"
	}
	return "\nthen the error " + c.ended.Error()
}

// closed reads to the end of the connection, which the server has to close, and
// returns what came before.
func (c *client) closed(because string) []message {
	c.t.Helper()
	var got []message
	for {
		m, ok := c.read()
		if ok {
			got = append(got, m)
			continue
		}
		if errors.Is(c.ended, os.ErrDeadlineExceeded) {
			c.fail("the server to close the connection", show(got)+c.how(), because)
		}
		return got // a reset is an end too: it may have bytes of ours that nobody read
	}
}

// hangUp closes the connection from this side.
func (c *client) hangUp() {
	c.t.Helper()
	if err := c.conn.Close(); err != nil {
		c.t.Fatal(err)
	}
}

// hears reads the next message, which must have this command, come from the
// client called from, and begin with these parameters. Notices of the server
// are passed over.
func (c *client) hears(because, from, command string, params ...string) message {
	c.t.Helper()
	want := fmt.Sprintf(":%s!user@host %s %s", from, command, shown(params))
	for {
		m, ok := c.read()
		if !ok {
			c.fail(want, "nothing"+c.how(), because)
		}
		if m.command == "NOTICE" && !strings.Contains(m.prefix, "!") {
			continue
		}
		if m.command != command || m.from() != from || !begins(m.params, params) {
			c.fail(want, clip(m.raw), because)
		}
		if !strings.Contains(m.prefix, "!") || !strings.Contains(m.prefix, "@") {
			c.fail(want, clip(m.raw), "a message that comes from a client has its full name in front, nick!user@host (RFC 2812, 2.3.1)")
		}
		return m
	}
}

// quiet makes sure that there is nothing to read.
func (c *client) quiet(because string) {
	c.t.Helper()
	c.silent(c.fence(), because)
}

// silent ends the check if there are messages, other than notices of the server.
func (c *client) silent(got []message, because string) {
	c.t.Helper()
	for _, m := range got {
		if m.command != "NOTICE" || strings.Contains(m.prefix, "!") {
			c.fail("nothing for "+c.name(), show(got), because)
		}
	}
}

// reply returns the one message of got that is one of these numerics ("403|476")
// with these parameters after the client's own name.
func (c *client) reply(got []message, because, numerics string, params ...string) message {
	c.t.Helper()
	found := replies(got, numerics, params...)
	if len(found) != 1 {
		c.fail(fmt.Sprintf("one reply %s %s", strings.ReplaceAll(numerics, "|", " or "), shown(params)), show(got), because)
	}
	m := found[0]
	if target := m.params[0]; target != c.nick && (target != "*" || c.nick != "") {
		c.fail(fmt.Sprintf("%s with %q as its first parameter", m.command, c.name()), clip(m.raw), "a numeric reply names its receiver first, * before there is a nickname (RFC 2812, 2.4)")
	}
	return m
}

// without makes sure that none of these numerics is among the messages.
func (c *client) without(got []message, because, numerics string) {
	c.t.Helper()
	if len(replies(got, numerics)) > 0 {
		c.fail("no reply "+numerics, show(got), because)
	}
}

func (c *client) name() string {
	if c.nick == "" {
		return "*"
	}
	return c.nick
}

// fail ends the check, and shows the last lines of the conversation.
func (c *client) fail(expected, got, because string) {
	c.t.Helper()
	checkkit.Fail(c.t, checkkit.Failure{
		Expected: expected, Got: got,
		Because: because + "\n\nthe last lines of " + c.name() + ", < from the server and > to it:\n" + strings.Join(c.said, "\n"),
	})
}

func (c *client) note(direction, text string) {
	if len(text) > 100 {
		text = text[:60] + "…" + text[len(text)-20:]
	}
	c.said = append(c.said, direction+clip(text))
	if len(c.said) > 12 {
		c.said = slices.Delete(c.said, 0, len(c.said)-12)
	}
}

// join lets each client join the channel, the first one first, and reads what
// they all hear of it.
func join(channel string, clients ...*client) {
	for i, c := range clients {
		c.t.Helper()
		c.reply(c.do("JOIN "+channel), "a JOIN is answered with the names in the channel, and their end (RFC 2812, 3.2.1)", "366", channel)
		for _, before := range clients[:i] {
			before.hears("who is in a channel hears who comes", c.nick, "JOIN", channel)
		}
	}
}

// forget reads and drops what the clients have been told so far.
func forget(clients ...*client) {
	for _, c := range clients {
		c.t.Helper()
		c.fence()
	}
}
