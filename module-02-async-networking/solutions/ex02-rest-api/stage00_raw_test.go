package restapi_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"systems.course/checkkit"
)

// A raw connection sends the bytes that a check wants sent, when it wants.
type raw struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
	sent string
}

func (c *client) raw() *raw {
	c.t.Helper()
	conn, err := net.DialTimeout("tcp", c.addr, patience)
	checkkit.NoError(c.t, "connect to "+c.addr, err, "the server said that it listens there")
	c.t.Cleanup(func() {
		if err := conn.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			c.t.Logf("a check's own connection: %v", err)
		}
	})
	return &raw{t: c.t, conn: conn, r: bufio.NewReader(conn)}
}

// send writes bytes. Where the server has closed the connection, what it answered
// is for read to say.
func (c *raw) send(text string) {
	c.sent += text
	if err := c.conn.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return // closed; read says the same
	}
	if _, err := io.WriteString(c.conn, text); err != nil {
		return // a reset, while the answer may be here already
	}
}

// try reads one answer, which nobody has looked at.
func (c *raw) try() (*reply, error) {
	method, _, _ := strings.Cut(c.sent, " ")
	r := &reply{t: c.t, method: method, sent: clip(strings.ReplaceAll(c.sent, "\r\n", "\n"))}
	if err := c.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return r, err
	}
	response, err := http.ReadResponse(c.r, &http.Request{Method: method})
	if err != nil {
		return r, err
	}
	r.status, r.header = response.StatusCode, response.Header
	r.body, err = io.ReadAll(io.LimitReader(response.Body, 16<<20))
	return r, errors.Join(err, response.Body.Close())
}

// linger reads nothing, and returns when the server has answered or closed, or
// has done neither for a quarter of a second. What it meets, try meets again.
func (c *raw) linger() {
	if err := c.conn.SetReadDeadline(time.Now().Add(time.Second / 4)); err == nil {
		_, _ = c.r.Peek(1)
	}
}

// read is try for the check's own goroutine: without an answer it ends the check.
func (c *raw) read(because string) *reply {
	c.t.Helper()
	r, err := c.try()
	if err != nil {
		checkkit.Fail(c.t, checkkit.Failure{Expected: "an answer to\n" + r.sent, Got: "the error " + err.Error(), Because: because})
	}
	return r
}

// closed ends the check if the server does not close the connection. It returns
// what came before.
func (c *raw) closed(because string) string {
	c.t.Helper()
	if err := c.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		c.t.Fatal(err)
	}
	got, err := io.ReadAll(c.r) // a reset is an end too
	if errors.Is(err, os.ErrDeadlineExceeded) {
		checkkit.Fail(c.t, checkkit.Failure{
			Expected: "the server to close the connection, on which it got\n" + clip(c.sent),
			Got:      fmt.Sprintf("%q, and then nothing for %v", clip(string(got)), patience), Because: because,
		})
	}
	return string(got)
}

// head is a request's header as bytes, for a body of that many.
func (c *client) head(method, path string, length int, fields ...string) string {
	lines := []string{
		method + " " + path + " HTTP/1.1", "Host: " + c.addr, "Authorization: Bearer " + c.token,
		"Content-Type: application/json", fmt.Sprintf("Content-Length: %d", length),
	}
	return strings.Join(append(lines, fields...), "\r\n") + "\r\n\r\n"
}
