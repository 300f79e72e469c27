package fanout_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/notify/config"
	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/shared"
	"systems.course/notify/internal/topic"
	"systems.course/notify/internal/wire"
)

var everything = topic.Set{}.With([]string{">"})

// A client whose writer is held in its first write, with the hold.
func held(t *testing.T, h fanout.Hub, set topic.Set) (c *attached, release func()) {
	hold, reached := make(chan struct{}), make(chan struct{}, 1)
	first := true
	c = attach(t, h, func() { // the writer's goroutine calls it
		if first {
			first = false
			reached <- struct{}{}
			<-hold
		}
	})
	require.NoError(t, c.Watch(set, nil, func(uint64) []byte { return []byte(`{"type":"watching"}`) }))
	<-reached
	return c, func() { close(hold) }
}

// stop shuts a client down and returns what it was sent.
func (a *attached) stop(t *testing.T) []said {
	t.Helper()
	a.Shutdown(1001, "done")
	require.NoError(t, a.awaitEnd(t))
	return a.said(t)
}

func TestNeighbouringFramesAreOneWrite(t *testing.T) {
	h := shared.New(config.Default(), 1)
	c, release := held(t, h, everything)
	for range 64 {
		h.Publish("a", []byte("1"))
	}
	release()
	require.Len(t, c.stop(t), 1+64+1)
	require.Equal(t, 2, c.count(), "the reply that was held, then all the rest")
}

func TestFramesThatLieApartAreOneWriteToo(t *testing.T) {
	h := shared.New(config.Default(), 1)
	c, release := held(t, h, topic.Set{}.With([]string{"a"}))
	for range 64 {
		h.Publish("a", []byte("1"))
		h.Publish("b", []byte("2"))
	}
	require.NoError(t, c.Reply([]byte(`{"type":"pong"}`)))
	release()
	require.Len(t, c.stop(t), 1+64+1+1)
	require.Equal(t, 2, c.count())
}

func TestABatchIsBounded(t *testing.T) {
	h := shared.New(config.Default(), 1)
	c, release := held(t, h, everything)
	data := fmt.Appendf(nil, "%q", strings.Repeat("x", 30_000))
	for range 100 {
		h.Publish("a", data)
	}
	release()
	require.Len(t, c.stop(t), 1+100+1)
	require.Equal(t, 1+34, c.count(), "three to a write, which is above 64 KiB by less than one event")
}

func TestWhoIsTooSlowIsClosed(t *testing.T) {
	o := config.Default()
	o.Queue, o.Policy = 4, config.CloseClient
	each(t, o, func(t *testing.T, h fanout.Hub) {
		c, release := held(t, h, everything)
		other := attach(t, h, func() {})
		other.SetPolicy(config.DropOldest)
		require.NoError(t, other.Watch(everything, nil, func(uint64) []byte { return []byte(`{"type":"watching"}`) }))
		for range 6 {
			h.Publish("a", []byte("1"))
		}
		release()
		require.NoError(t, c.awaitEnd(t))
		require.Equal(t, []said{{Type: "watching"}, {Type: "close", Code: 1013}}, c.said(t))
		require.ErrorIs(t, c.Reply(nil), fanout.ErrClosed)
		require.ErrorIs(t, c.Watch(everything, nil, func(uint64) []byte { return nil }), fanout.ErrClosed)
		require.EqualValues(t, 1, h.Stats().Slow.Load())
		got := other.stop(t)
		require.EqualValues(t, 6, got[len(got)-2].ID, "the other one goes on")
	})
}

func TestCloseDropsWhatIsWaiting(t *testing.T) {
	each(t, config.Default(), func(t *testing.T, h fanout.Hub) {
		c, release := held(t, h, everything)
		h.Publish("a", []byte("1"))
		c.Close(1008, "because")
		c.Close(1009, "too late")
		c.Shutdown(1001, "too late")
		release()
		require.NoError(t, c.awaitEnd(t))
		require.Equal(t, []said{{Type: "watching"}, {Type: "close", Code: 1008}}, c.said(t))
	})
}

func TestWhoWaitsForRoomIsWokenByTheEnd(t *testing.T) {
	each(t, config.Default(), func(t *testing.T, h fanout.Hub) {
		c, release := held(t, h, everything)
		failed := make(chan error)
		go func() {
			var err error
			for err == nil {
				err = c.Reply([]byte(`{"type":"pong"}`))
			}
			failed <- err
		}()
		for c.Offer([]byte(`{"type":"presence"}`)) { // until nothing has room
		}
		c.Close(1008, "because")
		require.ErrorIs(t, <-failed, fanout.ErrClosed)
		release()
		require.NoError(t, c.awaitEnd(t))
	})
}

func TestSinceAheadChangesNothing(t *testing.T) {
	each(t, config.Default(), func(t *testing.T, h fanout.Hub) {
		c := attach(t, h, func() {})
		h.Publish("a", []byte("1"))
		since := uint64(2)
		err := c.Watch(everything, &since, func(uint64) []byte { return []byte(`{"type":"watching"}`) })
		var refused *wire.Error
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "since", refused.Code)
		h.Publish("a", []byte("1"))
		require.Equal(t, []said{{Type: "close", Code: 1001}}, c.stop(t))
	})
}

// BenchmarkPublish publishes to clients whose connections take everything at once,
// 64 events at a time.
func BenchmarkPublish(b *testing.B) {
	o := config.Default()
	for name, makeHub := range map[string]func() fanout.Hub{
		"queue": func() fanout.Hub { return newQueue(o) }, "shared": func() fanout.Hub { return shared.New(o, 1) },
	} {
		for _, n := range []int{1, 100, 1000} {
			b.Run(fmt.Sprintf("%s/clients=%d", name, n), func(b *testing.B) { benchmarkPublish(b, makeHub(), n) })
		}
	}
}
