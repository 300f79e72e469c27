package server_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A raw client writes frames byte by byte, also those that no library would.
type raw struct {
	t *testing.T
	net.Conn
	in *bufio.Reader
}

// A frame is one that the server sent.
type frame struct {
	op      byte
	payload []byte
}

// raw opens a session of bob's, with what the client says of extensions, and reads
// the welcome.
func (r *running) raw(extensions string) *raw {
	r.t.Helper()
	c := r.rawConn()
	c.write([]byte("GET /ws HTTP/1.1\r\nHost: " + r.addr + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: notify.v1\r\n" +
		"Authorization: Bearer bob's\r\n" + extensions + "\r\n"))
	answer, err := http.ReadResponse(c.in, nil)
	require.NoError(r.t, err)
	require.Equal(r.t, 101, answer.StatusCode)
	require.Equal(r.t, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", answer.Header.Get("Sec-WebSocket-Accept"), "the example of RFC 6455, section 1.3")
	require.Equal(r.t, "notify.v1", answer.Header.Get("Sec-WebSocket-Protocol"))
	require.Contains(r.t, string(c.frame().payload), `"welcome"`)
	return c
}

func (r *running) rawConn() *raw {
	r.t.Helper()
	conn, err := net.Dial("tcp", r.addr)
	require.NoError(r.t, err)
	r.t.Cleanup(func() { _ = conn.Close() })
	require.NoError(r.t, conn.SetDeadline(time.Now().Add(patience)))
	return &raw{r.t, conn, bufio.NewReader(conn)}
}

func (c *raw) write(b []byte) {
	c.t.Helper()
	_, err := c.Write(b)
	require.NoError(c.t, err)
}

// masked returns a client's frame. First is its first byte: FIN, RSV1 to 3, opcode.
func masked(first byte, payload []byte) []byte {
	b := []byte{first}
	switch n := len(payload); {
	case n < 126:
		b = append(b, 0x80|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 0x80|127), uint64(n))
	}
	key := []byte{1, 2, 3, 4}
	b = append(b, key...)
	for i, p := range payload {
		b = append(b, p^key[i%4])
	}
	return b
}

// frame reads a frame, which has to keep to RFC 6455.
func (c *raw) frame() frame {
	c.t.Helper()
	f, err := c.tryFrame()
	require.NoError(c.t, err)
	return f
}

func (c *raw) tryFrame() (f frame, err error) {
	var head [2]byte
	if _, err := io.ReadFull(c.in, head[:]); err != nil {
		return f, err
	}
	if head[0]&0xf0 != 0x80 || head[1]&0x80 != 0 {
		return f, fmt.Errorf("a server's frame begins with % x", head)
	}
	size := uint64(head[1])
	switch size {
	case 126:
		var n [2]byte
		_, err = io.ReadFull(c.in, n[:])
		size = uint64(binary.BigEndian.Uint16(n[:]))
	case 127:
		var n [8]byte
		_, err = io.ReadFull(c.in, n[:])
		size = binary.BigEndian.Uint64(n[:])
	}
	if err != nil {
		return f, err
	}
	f = frame{head[0] & 0xf, make([]byte, size)}
	_, err = io.ReadFull(c.in, f.payload)
	return f, err
}

// wantClose reads up to the close frame, after which nothing comes but the end.
func (c *raw) wantClose(what string, code int) {
	c.t.Helper()
	for {
		f, err := c.tryFrame()
		require.NoError(c.t, err, what)
		if f.op != 8 {
			continue
		}
		require.GreaterOrEqual(c.t, len(f.payload), 2, what)
		require.Equal(c.t, code, int(binary.BigEndian.Uint16(f.payload)), "%s: %s", what, f.payload[2:])
		break
	}
	var rest bytes.Buffer
	_, err := io.Copy(&rest, c.in)
	require.NoError(c.t, err, "%s: the connection is not reset", what)
	require.Empty(c.t, rest.Bytes(), what)
}
