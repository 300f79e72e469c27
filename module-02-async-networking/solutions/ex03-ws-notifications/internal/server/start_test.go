package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"systems.course/notify/config"
	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/hub"
	"systems.course/notify/internal/server"
	"systems.course/notify/internal/shared"
)

// patience is how long a test waits for what has to come.
const patience = 20 * time.Second

// hubs is the fan-outs, which all have to pass the same tests.
var hubs = map[string]func(config.Options, uint64) fanout.Hub{
	"queue":  func(o config.Options, first uint64) fanout.Hub { return hub.New(o, first) },
	"shared": func(o config.Options, first uint64) fanout.Hub { return shared.New(o, first) },
}

// each runs a test against a server of each kind. Change may be nil.
func each(t *testing.T, change func(*config.Options), test func(*testing.T, *running)) {
	for name, makeHub := range hubs {
		t.Run(name, func(t *testing.T) {
			o := config.Default()
			o.FirstID = 1
			o.Tokens = []config.Token{
				config.NewToken("alice", config.Publish|config.Subscribe|config.Metrics, "alice's"),
				config.NewToken("bob", config.Subscribe, "bob's"),
				config.NewToken("press", config.Publish, "press's"),
			}
			if change != nil {
				change(&o)
			}
			require.NoError(t, o.Check())
			test(t, start(t, o, makeHub(o, server.FirstID(o))))
		})
	}
}

// A running server. At the test's end it is stopped, and must leave no goroutine.
type running struct {
	t    *testing.T
	hub  fanout.Hub
	addr string
	logs *observer.ObservedLogs
	stop func() // returns when Serve has; for any goroutine
}

func start(t *testing.T, o config.Options, h fanout.Hub) *running {
	t.Helper()
	before := runtime.NumGoroutine()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	core, logs := observer.New(zapcore.DebugLevel)
	o.Log = zap.New(core)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx, l, o, h) }()
	r := &running{t: t, hub: h, addr: l.Addr().String(), logs: logs}
	r.stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("Serve: %v", err)
			}
		case <-time.After(patience):
			t.Error("Serve doesn't return")
		}
	})
	t.Cleanup(func() {
		r.stop()
		http.DefaultClient.CloseIdleConnections()
		for deadline := time.Now().Add(patience); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				stacks := make([]byte, 1<<20)
				t.Errorf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
				return
			}
		}
	})
	return r
}

// request sends an HTTP request and returns the status, the header and the body.
func (r *running) request(method, path, secret, body string, header ...string) (int, http.Header, string) {
	r.t.Helper()
	req, err := http.NewRequest(method, "http://"+r.addr+path, strings.NewReader(body))
	require.NoError(r.t, err)
	if secret != "" {
		req.Header.Set("Authorization", "Bearer "+secret)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(req)
	require.NoError(r.t, err)
	defer func() { require.NoError(r.t, answer.Body.Close()) }()
	content, err := io.ReadAll(answer.Body)
	require.NoError(r.t, err)
	return answer.StatusCode, answer.Header, string(content)
}

// publish publishes over HTTP and returns the id.
func (r *running) publish(topic, data string) uint64 {
	r.t.Helper()
	status, _, body := r.request("POST", "/topics/"+topic, "press's", data)
	require.Equal(r.t, 201, status, body)
	var answer struct{ ID uint64 }
	require.NoError(r.t, json.Unmarshal([]byte(body), &answer))
	return answer.ID
}

// A client is a WebSocket client. Its methods are for the test's own goroutine.
type client struct {
	t *testing.T
	*websocket.Conn
}

// message is any message of the server.
type message struct {
	Type    string          `json:"type"`
	Ref     *int            `json:"ref"`
	ID      uint64          `json:"id"`
	Topic   string          `json:"topic"`
	Data    json.RawMessage `json:"data"`
	Topics  []string        `json:"topics"`
	Last    uint64          `json:"last"`
	From    uint64          `json:"from"`
	To      uint64          `json:"to"`
	Reason  string          `json:"reason"`
	Code    string          `json:"code"`
	Event   string          `json:"event"`
	Users   []string        `json:"users"`
	Count   int             `json:"count"`
	User    string          `json:"user"`
	Session string          `json:"session"`
}

// dial opens a connection, without waiting for a welcome.
func (r *running) dial(header http.Header, query string) (*client, *http.Response, error) {
	dialer := websocket.Dialer{Subprotocols: []string{"notify.v1"}, HandshakeTimeout: patience, EnableCompression: true}
	conn, answer, err := dialer.Dial("ws://"+r.addr+"/ws"+query, header)
	if err != nil {
		return nil, answer, err
	}
	c := &client{r.t, conn}
	r.t.Cleanup(func() { _ = conn.Close() })
	return c, answer, nil
}

// session opens a session of bob's.
func (r *running) session() *client {
	r.t.Helper()
	c, _, err := r.dial(http.Header{"Authorization": {"Bearer bob's"}}, "")
	require.NoError(r.t, err)
	require.Equal(r.t, "bob", c.want("welcome").User)
	return c
}

// subscribed opens a session that subscribes to topics.
func (r *running) subscribed(topics ...string) *client {
	r.t.Helper()
	c := r.session()
	c.subscribe("", topics...)
	return c
}

// subscribe sends a request, with more fields as JSON, and waits for the answer.
func (c *client) subscribe(more string, topics ...string) message {
	c.t.Helper()
	list, err := json.Marshal(topics)
	require.NoError(c.t, err)
	c.send(fmt.Sprintf(`{"type":"subscribe","topics":%s%s}`, list, more))
	return c.want("subscribed")
}

func (c *client) send(text string) {
	c.t.Helper()
	require.NoError(c.t, c.WriteMessage(websocket.TextMessage, []byte(text)))
}

// next returns the next message.
func (c *client) next() message {
	c.t.Helper()
	m, err := c.try()
	require.NoError(c.t, err)
	return m
}

func (c *client) try() (m message, err error) {
	if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return m, err
	}
	_, text, err := c.ReadMessage()
	if err != nil {
		return m, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	return m, decoder.Decode(&m)
}

// want returns the next message, which has to be of a type.
func (c *client) want(kind string) message {
	c.t.Helper()
	m := c.next()
	require.Equal(c.t, kind, m.Type, "%+v", m)
	return m
}

// events takes the next n events and returns their ids.
func (c *client) events(n int) []uint64 {
	c.t.Helper()
	ids := make([]uint64, n)
	for i := range ids {
		ids[i] = c.want("event").ID
	}
	return ids
}

// wantClose reads until the connection ends, and returns the close code and what
// came before it.
func (c *client) wantClose(code int) []message {
	c.t.Helper()
	var before []message
	for {
		m, err := c.try()
		if err == nil {
			before = append(before, m)
			continue
		}
		var closed *websocket.CloseError
		require.ErrorAs(c.t, err, &closed)
		require.Equal(c.t, code, closed.Code, closed.Text)
		return before
	}
}

// ids returns the numbers from a to b.
func ids(a, b uint64) []uint64 {
	var list []uint64
	for ; a <= b; a++ {
		list = append(list, a)
	}
	return list
}
