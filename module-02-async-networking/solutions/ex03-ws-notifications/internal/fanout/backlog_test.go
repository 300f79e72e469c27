package fanout_test

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/notify/config"
	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/topic"
)

// watchFrom watches in a goroutine, since that may take as long as the client.
func (a *attached) watchFrom(since uint64, replied chan<- struct{}) <-chan error {
	watched := make(chan error, 1)
	go func() {
		watched <- a.Watch(everything, &since, func(uint64) []byte {
			close(replied)
			return []byte(`{"type":"watching"}`)
		})
	}()
	return watched
}

// Who is still catching up when the server stops gets all that the log has for it:
// each event was answered with 201.
func TestShutdownOfWhoIsBehind(t *testing.T) {
	o := config.Default()
	o.Queue = 3
	each(t, o, func(t *testing.T, h fanout.Hub) {
		for range 100 {
			h.Publish("a", []byte("1"))
		}
		hold, replied := make(chan struct{}), make(chan struct{})
		c := attach(t, h, func() { <-hold })
		watched := c.watchFrom(1, replied)
		<-replied
		c.Shutdown(1001, "done")
		close(hold)
		require.NoError(t, c.awaitEnd(t))
		<-watched
		got := c.said(t)
		require.Len(t, got, 1+99+1)
		require.EqualValues(t, 100, got[99].ID)
		require.Equal(t, 1001, got[100].Code)
	})
}

// What the log had no longer and what the client was too slow for are two things.
func TestTheReasonOfAGap(t *testing.T) {
	o := config.Default()
	o.Queue, o.LogEvents = 4, 4
	each(t, o, func(t *testing.T, h fanout.Hub) {
		for range 10 {
			h.Publish("a", []byte("1"))
		}
		c, release := held(t, h, topic.Set{})
		since := uint64(3)
		require.NoError(t, c.Watch(everything, &since, func(uint64) []byte { return []byte(`{"type":"watching"}`) }))
		for range 10 {
			h.Publish("a", []byte("1"))
		}
		release()
		var gaps []said
		for _, m := range c.stop(t) {
			if m.Type == "missed" {
				gaps = append(gaps, m)
			}
		}
		require.Len(t, gaps, 2)
		require.Equal(t, "log", gaps[0].Reason)
		require.EqualValues(t, 4, gaps[0].From)
		require.LessOrEqual(t, gaps[0].To, uint64(10))
		require.Equal(t, "queue", gaps[1].Reason)
		require.EqualValues(t, 16, gaps[1].To)
	})
}

// What waits for a stalled client keeps itself alive, and not what the log has
// stored beside it.
func TestAQueueKeepsNothingElseAlive(t *testing.T) {
	o := config.Default()
	o.LogEvents = 10
	each(t, o, func(t *testing.T, h fanout.Hub) {
		_, release := held(t, h, topic.Set{}.With([]string{"rare"}))
		defer release()
		before := heap()
		filling := bytes.Repeat([]byte("7"), 60_000)
		for range o.Queue {
			h.Publish("rare", []byte("1"))
			h.Publish("other", filling)
		}
		require.Less(t, heap(), before+(4<<20), "%d arenas have been used", o.Queue)
		runtime.KeepAlive(h)
	})
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
