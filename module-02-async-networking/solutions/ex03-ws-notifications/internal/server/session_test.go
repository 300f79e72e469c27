package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"systems.course/notify/config"
)

func TestAuthAsTheFirstMessage(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		c, _, err := r.dial(nil, "")
		require.NoError(t, err)
		c.send(`{"type":"auth","token":"alice's"}`)
		m := c.want("welcome")
		require.Equal(t, "alice", m.User)
		require.NotEmpty(t, m.Session)

		for message, code := range map[string]int{
			`{"type":"auth","token":"nobody's"}`:    4401,
			`{"type":"auth"}`:                       4401,
			`{"type":"subscribe","topics":["a"]}`:   4401,
			`x`:                                     4401,
			`{"type":"auth","token":"press's"}`:     4403,
			`{"type":"auth","token":["alice's"]}`:   4401,
			`{"type":"auth","token":"alice's\u00"}`: 4401,
		} {
			c, _, err := r.dial(nil, "")
			require.NoError(t, err)
			c.send(message)
			require.Empty(t, c.wantClose(code), message)
		}
	})
}

func TestAuthInTime(t *testing.T) {
	each(t, func(o *config.Options) { o.AuthTimeout = 50 * time.Millisecond }, func(t *testing.T, r *running) {
		c, _, err := r.dial(nil, "")
		require.NoError(t, err)
		require.Empty(t, c.wantClose(4401))
	})
}

// A message that has begun doesn't give more time.
func TestAuthInPieces(t *testing.T) {
	change := func(o *config.Options) { o.AuthTimeout = 100 * time.Millisecond; o.MessageTimeout = patience }
	each(t, change, func(t *testing.T, r *running) {
		c, _, err := r.dial(nil, "")
		require.NoError(t, err)
		_, err = c.NetConn().Write(masked(text, []byte(`{"type":"auth",`)))
		require.NoError(t, err)
		require.Empty(t, c.wantClose(4401))
	})
}

// A client that reads too late gets a state in place of the joins that found no
// room.
func TestPresenceOfASlowClient(t *testing.T) {
	each(t, func(o *config.Options) { o.WriteTimeout = time.Minute; o.Queue = 1 << 16 }, func(t *testing.T, r *running) {
		c := r.session()
		c.subscribe(`,"presence":true`, "room", "fill")
		require.Equal(t, "state", c.want("presence").Event)
		require.Equal(t, "state", c.want("presence").Event)
		r.flood("fill", 2000) // its connection is full
		for range 200 {
			alice, _, err := r.dial(http.Header{"Authorization": {"Bearer alice's"}}, "")
			require.NoError(t, err)
			alice.want("welcome")
			alice.subscribe("", "room")
			alice.send(`{"type":"unsubscribe","topics":["room"]}`)
			alice.want("unsubscribed")
			require.NoError(t, alice.Close())
		}
		count, states := 1, 0
		for states == 0 {
			switch m := c.next(); {
			case m.Type != "presence":
			case m.Event == "state":
				require.Equal(t, 1, m.Count)
				states++
			default:
				require.Equal(t, 3-count, m.Count, "joins and leaves in turn, before the gap")
				count = m.Count
			}
		}
	})
}

func TestTickets(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		status, header, body := r.request("POST", "/tickets", "bob's", "")
		require.Equal(t, 201, status)
		require.Equal(t, "no-store", header.Get("Cache-Control"))
		var answer struct {
			Ticket    string
			ExpiresIn float64 `json:"expires_in"`
		}
		require.NoError(t, json.Unmarshal([]byte(body), &answer))
		require.InDelta(t, 30, answer.ExpiresIn, 0)
		c, _, err := r.dial(nil, "?ticket="+answer.Ticket)
		require.NoError(t, err)
		require.Equal(t, "bob", c.want("welcome").User)
		_, refused, err := r.dial(nil, "?ticket="+answer.Ticket)
		require.Error(t, err)
		require.Equal(t, 401, refused.StatusCode, "it has been used")
	})
	each(t, func(o *config.Options) { o.TicketLifetime = time.Nanosecond }, func(t *testing.T, r *running) {
		_, _, body := r.request("POST", "/tickets", "bob's", "")
		var answer struct{ Ticket string }
		require.NoError(t, json.Unmarshal([]byte(body), &answer))
		_, refused, err := r.dial(nil, "?ticket="+answer.Ticket)
		require.Error(t, err)
		require.Equal(t, 401, refused.StatusCode, "it has expired")
	})
}

func TestNoSecretIsInTheLogs(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		_, _, body := r.request("POST", "/tickets", "bob's", "")
		var answer struct{ Ticket string }
		require.NoError(t, json.Unmarshal([]byte(body), &answer))
		for range 2 {
			if c, _, err := r.dial(nil, "?ticket="+answer.Ticket); err == nil {
				c.want("welcome")
			}
		}
		r.publish("a", "1")
		c, _, err := r.dial(nil, "")
		require.NoError(t, err)
		c.send(`{"type":"auth","token":"a secret that is wrong"}`)
		c.wantClose(4401)
		r.stop()
		require.NotZero(t, r.logs.Len())
		for _, entry := range r.logs.All() {
			line := fmt.Sprint(entry.Message, entry.ContextMap())
			for _, secret := range []string{"bob's", "press's", "a secret that is wrong", answer.Ticket} {
				require.NotContains(t, line, secret)
			}
		}
	})
}

func TestPresence(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		alice, _, err := r.dial(http.Header{"Authorization": {"bearer alice's"}}, "")
		require.NoError(t, err)
		alice.want("welcome")
		alice.subscribe(`,"presence":true`, "room")
		m := alice.want("presence")
		require.Equal(t, "state", m.Event)
		require.Equal(t, []string{"alice"}, m.Users)

		r.subscribed("*")
		bob := r.subscribed("room")
		m = alice.want("presence")
		require.Equal(t, "join", m.Event, "and not for one that has a pattern")
		require.Equal(t, []string{"bob"}, m.Users)
		require.Equal(t, 2, m.Count)
		second := r.subscribed("room")
		bob.send(`{"type":"unsubscribe","topics":["room"]}`)
		bob.want("unsubscribed")
		require.NoError(t, second.Close())
		m = alice.want("presence")
		require.Equal(t, "leave", m.Event, "when the last of the user's sessions is gone")
		require.Equal(t, 1, m.Count)
	})
}

func TestStop(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		c := r.subscribed(">")
		unknown, _, err := r.dial(nil, "")
		require.NoError(t, err)
		for range 100 {
			r.publish("a", "1")
		}
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			r.stop()
		}()
		require.Len(t, c.wantClose(1001), 100, "what is waiting comes first")
		require.Empty(t, unknown.wantClose(1001))
		<-stopped
		_, _, err = r.dial(nil, "")
		require.Error(t, err)
	})
}

// What was answered with 201 comes before the close frame.
func TestStopWhileOthersPublish(t *testing.T) {
	each(t, func(o *config.Options) { o.Queue = 10_000 }, func(t *testing.T, r *running) {
		c := r.subscribed(">")
		last := make(chan uint64, 1)
		go func() {
			id := uint64(0)
			for next, ok := r.tryPublish(); ok; next, ok = r.tryPublish() {
				id = next
			}
			last <- id
		}()
		got := c.events(20)[19]
		go r.stop()
		for _, m := range c.wantClose(1001) {
			require.Equal(t, got+1, m.ID)
			got = m.ID
		}
		require.GreaterOrEqual(t, got, <-last)
	})
}

// tryPublish publishes, if the server still takes something. For any goroutine.
func (r *running) tryPublish() (id uint64, ok bool) {
	req, err := http.NewRequest("POST", "http://"+r.addr+"/topics/a", strings.NewReader("1"))
	if err != nil {
		return 0, false
	}
	req.Header.Set("Authorization", "Bearer press's")
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, false // it doesn't listen any more
	}
	var body struct{ ID uint64 }
	err = errors.Join(json.NewDecoder(answer.Body).Decode(&body), answer.Body.Close())
	return body.ID, err == nil && answer.StatusCode == 201
}

func TestStopCutsWhoDoesNotRead(t *testing.T) {
	each(t, func(o *config.Options) { o.Drain = 100 * time.Millisecond; o.Queue = 100 }, func(t *testing.T, r *running) {
		r.subscribed(">")
		for range 2000 {
			r.hub.Publish("a", []byte(`"`+strings.Repeat("x", 10_000)+`"`))
		}
		r.stop() // fails if Serve doesn't return, or leaves a goroutine
		require.Equal(t, 1, r.logs.FilterMessage("sessions cut").Len())
	})
}

func TestClientsThatClose(t *testing.T) {
	each(t, nil, func(t *testing.T, r *running) {
		c := r.subscribed("a")
		payload := []byte{0x03, 0xe8}
		require.NoError(t, c.WriteControl(8, payload, time.Now().Add(patience)))
		c.wantClose(1000)
	})
}

func TestTooManySessions(t *testing.T) {
	each(t, func(o *config.Options) { o.MaxClients = 2 }, func(t *testing.T, r *running) {
		first := r.session()
		r.session()
		_, answer, err := r.dial(http.Header{"Authorization": {"Bearer bob's"}}, "")
		require.Error(t, err)
		require.Equal(t, 503, answer.StatusCode)
		require.NotEmpty(t, answer.Header.Get("Retry-After"))
		require.NoError(t, first.Close())
		require.Eventually(t, func() bool {
			_, _, err := r.dial(http.Header{"Authorization": {"Bearer bob's"}}, "")
			return err == nil
		}, patience, time.Millisecond)
	})
}

// Another implementation of RFC 6455, which negotiates and closes in its own way.
func TestAnotherLibrarysClient(t *testing.T) {
	each(t, func(o *config.Options) { o.Compress = true }, func(t *testing.T, r *running) {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		conn, _, err := websocket.Dial(ctx, "ws://"+r.addr+"/ws", &websocket.DialOptions{
			Subprotocols: []string{"notify.v1"}, CompressionMode: websocket.CompressionContextTakeover, CompressionThreshold: 1,
			HTTPHeader: http.Header{"Authorization": {"Bearer bob's"}},
		})
		require.NoError(t, err)
		defer func() { _ = conn.CloseNow() }()
		require.NoError(t, conn.Write(ctx, websocket.MessageText, []byte(`{"type":"subscribe","topics":["a"]}`)))
		for _, want := range []string{"welcome", "subscribed"} {
			_, text, err := conn.Read(ctx)
			require.NoError(t, err)
			require.Contains(t, string(text), want)
		}
		r.publish("a", "1")
		_, text, err := conn.Read(ctx)
		require.NoError(t, err)
		require.Contains(t, string(text), `"data":1`)
		conn.CloseRead(ctx)
		require.NoError(t, conn.Ping(ctx))
		require.NoError(t, conn.Close(websocket.StatusNormalClosure, "bye"))
	})
}
