package server_test

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/notify/config"
)

// A frame that is longer than the library's buffer comes to the gate in two
// writes, and the second may begin with any byte: with that of a close frame too.
func TestAPayloadThatLooksLikeACloseFrame(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		c := r.subscribed("a")
		for shift := range 2 { // in one of the two a character is cut where the buffer ends
			data := strings.Repeat("x", shift) + strings.Repeat("\u0108", 5000) // c4 88
			id := r.publish("a", fmt.Sprintf("%q", data))
			require.Equal(t, []uint64{id}, c.events(1))
		}
		id := r.publish("a", "1")
		require.Equal(t, []uint64{id}, c.events(1))
	})
}

// Connections that have sent nothing yet don't hold up the stop: net/http's Shutdown
// would wait five seconds for them, which is longer than the drain here.
func TestStopWithSilentConnections(t *testing.T) {
	each(t, func(o *config.Options) { o.Drain = 3 * time.Second; o.HeaderTimeout = time.Minute }, func(t *testing.T, r *running) {
		var conns []net.Conn
		for range 10 {
			conns = append(conns, r.rawConn())
		}
		_, err := conns[0].Write([]byte("GET /ws HTTP/1.1\r\nHost"))
		require.NoError(t, err)
		r.sessions() // a later connection has been served: so the others have been accepted
		r.stop()
		require.Zero(t, r.logs.FilterMessage("requests cut").Len())
	})
}

// RFC 9110, section 7.8: an Upgrade in a request of HTTP/1.0 is ignored.
func TestNoUpgradeOfHTTP10(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		c := r.rawConn()
		c.write([]byte("GET /ws HTTP/1.0\r\nHost: " + r.addr + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
			"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: notify.v1\r\n" +
			"Authorization: Bearer bob's\r\n\r\n"))
		answer, err := http.ReadResponse(c.in, nil)
		require.NoError(t, err)
		require.Equal(t, 426, answer.StatusCode)
	})
}

// What a client is told of its mistake doesn't grow with the mistake: replies are
// bounded in number.
func TestAnErrorIsShort(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		c := r.session()
		long := strings.Repeat("\u007f", 10_000)
		for _, request := range []string{
			fmt.Sprintf(`{"type":"%s"}`, long),
			fmt.Sprintf(`{"type":"subscribe","topics":["a"],"policy":"%s"}`, long),
			fmt.Sprintf(`{"type":"subscribe","topics":["%s"]}`, long),
		} {
			c.send(request)
			_, reply, err := c.ReadMessage()
			require.NoError(t, err)
			require.Less(t, len(reply), 1000)
		}
	})
}
