package fanout_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/notify/config"
	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/topic"
)

// A watch is one change of what a client gets, with the number of its reply.
type watch struct {
	set   topic.Set
	last  uint64
	since *uint64
}

// Clients of all speeds change what they watch at random, while others publish,
// with a queue and a log that are much too short. What each of them was sent is
// held against the promises.
func TestPromises(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	for round := range 30 {
		random := rand.New(rand.NewPCG(seed, uint64(round)))
		o := config.Default()
		o.Queue, o.LogEvents = 1+random.IntN(20), 1+random.IntN(60)
		each(t, o, func(t *testing.T, h fanout.Hub) { promises(t, h, rand.New(rand.NewPCG(seed, uint64(1000+round)))) })
	}
}

func promises(t *testing.T, h fanout.Hub, random *rand.Rand) {
	names := []string{"a", "b", "a.a", "a.b", "b.a"}
	published := make([]string, 1, 1000) // the topic of each id
	for range cap(published) - 1 {
		published = append(published, names[random.IntN(len(names))])
	}
	clients := make([]*attached, 6)
	watches := make([][]watch, len(clients))
	var all sync.WaitGroup
	for i := range clients {
		speed, own := random.IntN(4), rand.New(rand.NewPCG(random.Uint64(), 0))
		clients[i] = attach(t, h, func() {
			for range speed * speed * 10 {
				runtime.Gosched()
			}
		})
		all.Go(func() { watches[i] = wander(t, h, clients[i], own) })
	}
	for id := 1; id < len(published); id++ {
		h.Publish(published[id], []byte("1"))
		if id%7 == 0 {
			runtime.Gosched()
		}
	}
	all.Wait()
	for i, c := range clients {
		c.Shutdown(1001, "done")
		require.NoError(t, c.awaitEnd(t))
		hold(t, published, watches[i], c.said(t))
	}
}

// wander changes what a client gets, again and again.
func wander(t *testing.T, h fanout.Hub, c *attached, random *rand.Rand) (watches []watch) {
	patterns := []string{"a", "b", "*", ">", "a.>", "*.a"}
	for n := range 1 + random.IntN(30) {
		for range random.IntN(200) {
			runtime.Gosched()
		}
		w := watch{}
		for range random.IntN(4) {
			w.set = w.set.With([]string{patterns[random.IntN(len(patterns))]})
		}
		if n == 0 && random.IntN(2) == 0 {
			since := random.Uint64N(h.Last() + 1)
			w.since = &since
		}
		err := c.Watch(w.set, w.since, func(last uint64) []byte {
			w.last = last
			return fmt.Appendf(nil, `{"type":"watching","number":%d}`, n)
		})
		if err != nil {
			t.Errorf("Watch: %v", err)
		}
		watches = append(watches, w)
		if random.IntN(2) == 0 {
			if err := c.Reply([]byte(`{"type":"pong"}`)); err != nil {
				t.Errorf("Reply: %v", err)
			}
		}
	}
	return watches
}

// hold holds what a client was sent against the promises of PROTOCOL.md.
func hold(t *testing.T, published []string, watches []watch, said []said) {
	t.Helper()
	defer func() {
		if t.Failed() {
			t.Logf("watches: %+v\nsent: %+v", watches, said)
		}
	}()
	var (
		set     topic.Set
		settled = uint64(0) // all up to this id was sent, missed, or not for the client
		highest = uint64(0) // of the ids that it was told
		told    = uint64(0) // up to this id it may have missed any
		next    = 0         // watch
		closed  = false
	)
	settle := func(below uint64, what any) {
		for ; settled+1 < below; settled++ {
			require.False(t, set.Match(published[settled+1]), "%d is missing before %+v", settled+1, what)
		}
	}
	for i, m := range said {
		switch m.Type {
		case "watching":
			require.Equal(t, next, m.Number, "replies in order")
			w := watches[next]
			next++
			settle(w.last+1, m)
			set, settled = w.set, max(w.last, told)
			if w.since != nil {
				settled = *w.since
			}
			if w.since != nil && *w.since == 0 { // what the log has
				settled = min(firstID(said[i+1:])-1, w.last)
			}
		case "event":
			require.Equal(t, published[m.ID], m.Topic)
			require.Greater(t, m.ID, highest)
			require.Greater(t, m.ID, settled)
			require.True(t, set.Match(m.Topic), "%+v is for somebody else", m)
			settle(m.ID, m)
			settled, highest = m.ID, m.ID
		case "missed":
			require.Greater(t, m.From, highest)
			require.GreaterOrEqual(t, m.To, m.From)
			settle(m.From, m)
			settled, highest, told = max(settled, m.To), m.To, m.To
		case "pong": // anywhere
		case "close":
			require.Equal(t, 1001, m.Code)
			closed = true
		default:
			t.Fatalf("%+v", m)
		}
	}
	require.True(t, closed, "a close frame comes last")
	require.Equal(t, len(watches), next, "a reply for each")
	settle(uint64(len(published)), "the end")
}

// firstID returns the first id that a client was told; if there is none, one
// above all.
func firstID(said []said) uint64 {
	for _, m := range said {
		if id := max(m.ID, m.From); id > 0 {
			return id
		}
	}
	return math.MaxUint64
}
