package server_test

import (
	"fmt"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"systems.course/notify/config"
)

// flood publishes so many events that no socket buffer holds them.
func (r *running) flood(topic string, n int) {
	data := fmt.Appendf(nil, "%q", strings.Repeat("x", 8000))
	for range n {
		r.hub.Publish(topic, data)
	}
}

func TestDropOldest(t *testing.T) {
	each(t, func(o *config.Options) { o.Queue = 10; o.LogEvents = 200; o.WriteTimeout = time.Minute }, func(t *testing.T, r *running) {
		c, other := r.subscribed(">"), r.subscribed("quick")
		for range 10 {
			r.flood("a", 300)
			id := r.hub.Publish("quick", []byte("1"))
			require.Equal(t, id, other.want("event").ID, "others see nothing of it")
		}
		last := uint64(0)
		var missed, events int
		for last < r.hub.Last() {
			switch m := c.next(); m.Type {
			case "event":
				require.Greater(t, m.ID, last)
				require.Equal(t, last+1, m.ID, "a gap without a missed message")
				last = m.ID
				events++
			case "missed":
				require.Equal(t, "queue", m.Reason)
				require.Equal(t, last+1, m.From)
				require.GreaterOrEqual(t, m.To, m.From)
				last = m.To
				missed++
			default:
				t.Fatalf("%+v", m)
			}
		}
		require.NotZero(t, missed)
		require.NotZero(t, events)
		// The server counts when a write has returned, which the client may be
		// ahead of.
		require.Eventually(t, func() bool { return r.hub.Stats().Missed.Load() == uint64(missed) }, patience, time.Millisecond)
	})
}

func TestCloseWhoIsTooSlow(t *testing.T) {
	each(t, func(o *config.Options) { o.Queue = 10 }, func(t *testing.T, r *running) {
		c := r.session()
		c.subscribe(`,"policy":"close"`, ">")
		other := r.subscribed(">")
		r.flood("a", 8)
		require.Equal(t, ids(1, 8), other.events(8))
		require.Equal(t, ids(1, 8), c.events(8))
		r.flood("a", 3000)
		var err error
		for err == nil {
			var m message
			m, err = c.try()
			require.NotEqual(t, "missed", m.Type)
		}
		var closed *websocket.CloseError
		require.ErrorAs(t, err, &closed)
		require.Contains(t, []int{1013, websocket.CloseAbnormalClosure}, closed.Code)
	})
}

// The client that reads, but only just too slowly, gets the close frame.
func TestTheCloseCodeOfTheTooSlow(t *testing.T) {
	each(t, func(o *config.Options) { o.Queue = 1; o.Policy = config.CloseClient }, func(t *testing.T, r *running) {
		c := r.subscribed(">")
		done := make(chan struct{})
		go func() {
			defer close(done)
			for range 200_000 {
				if r.hub.Stats().Slow.Load() > 0 {
					return
				}
				r.hub.Publish("a", []byte("1"))
			}
		}()
		c.wantClose(1013)
		<-done
		require.EqualValues(t, 1, r.hub.Stats().Slow.Load())
	})
}

func TestAWriteThatTakesTooLong(t *testing.T) {
	each(t, func(o *config.Options) { o.WriteTimeout = 50 * time.Millisecond }, func(t *testing.T, r *running) {
		r.subscribed(">")
		require.Eventually(t, func() bool {
			r.flood("a", 300) // until no buffer has room
			return r.sessions() == 0
		}, patience, 5*time.Millisecond)
	})
}

// Clients that never read cost memory for the queue and not for what is published.
func TestMemoryIsBounded(t *testing.T) {
	each(t, func(o *config.Options) { o.Queue = 16; o.LogEvents = 100; o.WriteTimeout = time.Minute }, func(t *testing.T, r *running) {
		for range 50 {
			r.subscribed(">")
		}
		r.flood("a", 500)
		before := heap()
		r.flood("a", 20_000) // 160 MB for each of them
		require.Less(t, heap(), before+(32<<20))
	})
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A client that asks and doesn't read the answers isn't read from.
func TestRepliesAreBounded(t *testing.T) {
	each(t, func(o *config.Options) { o.WriteTimeout = time.Minute }, func(t *testing.T, r *running) {
		c := r.session()
		require.NoError(t, c.SetWriteDeadline(time.Now().Add(500*time.Millisecond)))
		var patterns []string
		for i := range 64 {
			patterns = append(patterns, fmt.Sprintf(`"%s%02d"`, strings.Repeat("x", 120), i))
		}
		request := []byte(`{"type":"subscribe","topics":[` + strings.Join(patterns, ",") + `]}`) // 8 KiB, and so is the answer
		var err error
		for range 20_000 {
			if err = c.WriteMessage(websocket.TextMessage, request); err != nil {
				break
			}
		}
		var timeout net.Error
		require.ErrorAs(t, err, &timeout)
		require.True(t, timeout.Timeout(), "the server has stopped reading")
	})
}

// awaitSessions waits until so many sessions are open.
func (r *running) awaitSessions(n int) {
	r.t.Helper()
	require.Eventually(r.t, func() bool { return r.sessions() == n }, patience, 5*time.Millisecond)
}

// sessions returns how many sessions are open.
func (r *running) sessions() (n int) {
	_, _, body := r.request("GET", "/metrics", "alice's", "")
	_, after, _ := strings.Cut(body, "\nnotify_sessions ")
	if _, err := fmt.Sscan(after, &n); err != nil {
		r.t.Errorf("notify_sessions: %v in %q", err, body)
	}
	return n
}
