package fanout

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A sink is a peer that takes what it likes. While it is stuck, TryWrite takes
// nothing and Write waits.
type sink struct {
	mu     sync.Mutex
	cond   *sync.Cond
	rng    *rand.Rand
	got    bytes.Buffer
	writes int
	stuck  bool
	broken error
	full   int
	failed int
}

func newSink(seed uint64) *sink {
	s := &sink{rng: rand.New(rand.NewPCG(seed, 1))}
	s.cond = sync.NewCond(&s.mu)
	return s
}

func (s *sink) TryWrite(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil || s.stuck {
		return 0, s.broken
	}
	n := len(p)
	if s.rng.IntN(4) == 0 {
		n = s.rng.IntN(n + 1)
	}
	s.writes++
	s.got.Write(p[:n])
	return n, nil
}

func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.stuck && s.broken == nil {
		s.cond.Wait()
	}
	if s.broken != nil {
		return 0, s.broken
	}
	s.writes++
	s.got.Write(p)
	return len(p), nil
}

func (s *sink) Full()        { s.change(func() { s.full++ }) }
func (s *sink) Failed(error) { s.change(func() { s.failed++ }) }

// change changes the sink and wakes who waits for it.
func (s *sink) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	s.cond.Broadcast()
}

func (s *sink) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got.String()
}

func seed(t *testing.T) uint64 {
	n := rand.Uint64()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("seed %d", n)
		}
	})
	return n
}

// await waits for the end of a queue.
func await(t *testing.T, done <-chan struct{}) {
	t.Helper()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("the queue does not come to its end")
	}
}

// TestRandomTrafficAgainstAModel has queues come to logs and leave them, get
// private lines and lines of logs, from peers that are stuck now and then. A
// model of plain strings says what each must have received, byte for byte.
func TestRandomTrafficAgainstAModel(t *testing.T) {
	n := seed(t)
	rng := rand.New(rand.NewPCG(n, 2))
	const queues, logs, steps = 12, 3, 6000
	var log [logs]Log
	var q [queues]Queue
	var sinks [queues]*sink
	var subs [queues][logs]*Sub
	var want [queues]strings.Builder
	for i := range q {
		sinks[i] = newSink(n + uint64(i))
		q[i].Init(sinks[i], 1<<30)
	}
	b := new(Batch)
	line := func(step int) []byte {
		return fmt.Appendf(nil, "%d %s\n", step, strings.Repeat("x", rng.IntN(1<<rng.IntN(9))))
	}
	for step := range steps {
		i, l := rng.IntN(queues), rng.IntN(logs)
		switch op := rng.IntN(20); {
		case op < 2 && subs[i][l] == nil:
			subs[i][l] = log[l].Subscribe(&q[i])
		case op == 2 && subs[i][l] != nil:
			subs[i][l].Close()
			subs[i][l] = nil
		case op < 12:
			text := line(step)
			var except *Sub
			if rng.IntN(2) == 0 {
				except = subs[i][l]
			}
			for k := range q {
				if s := subs[k][l]; s != nil && s != except {
					want[k].Write(text)
				}
			}
			log[l].Append(b, text, except)
			clear(text)
		case op < 16:
			text := line(step)
			want[i].Write(text)
			q[i].Push(b, text)
			clear(text)
		case op == 16:
			text := line(step)
			want[i].Write(text)
			q[i].PushShared(b, text)
		case op == 17:
			sinks[i].change(func() { sinks[i].stuck = !sinks[i].stuck })
		default:
			b.Flush()
		}
	}
	b.Flush()
	for i := range q {
		sinks[i].change(func() { sinks[i].stuck = false })
		await(t, q[i].End([]byte("END\n"), false))
		want[i].WriteString("END\n")
		require.Equal(t, want[i].String(), sinks[i].text(), "queue %d", i)
		require.Zero(t, q[i].Pending())
	}
}

// TestFullQueueIsDroppedAndOthersAreNot fills a log while one of three peers takes
// nothing: it is told once, its bytes are bounded, and the others have all of it.
func TestFullQueueIsDroppedAndOthersAreNot(t *testing.T) {
	const limit = 40 << 10
	var log Log
	var q [3]Queue
	var sinks [3]*sink
	var want strings.Builder
	for i := range q {
		sinks[i] = newSink(uint64(i))
		q[i].Init(sinks[i], limit)
		log.Subscribe(&q[i])
	}
	sinks[0].stuck = true
	b := new(Batch)
	for i := range 4000 {
		text := fmt.Appendf(nil, "line %d of the log\n", i)
		want.Write(text)
		log.Append(b, text, nil)
		require.LessOrEqual(t, q[0].Pending(), int64(limit+maxSegment))
		if i%10 == 0 {
			b.Flush()
			for k := 1; k < len(q); k++ {
				waitEmpty(t, &q[k])
			}
		}
	}
	b.Flush()
	require.Equal(t, 1, sinks[0].full)
	require.LessOrEqual(t, q[0].Pending(), int64(scratchSize+512), "what was not held by the writer is gone")
	done := q[0].End([]byte("ERROR\n"), true)
	sinks[0].change(func() { sinks[0].stuck = false })
	await(t, done)
	got := sinks[0].text()
	body, found := strings.CutSuffix(got, "ERROR\n")
	require.True(t, found)
	require.True(t, strings.HasPrefix(want.String(), body), "a prefix of the log")
	require.True(t, body == "" || strings.HasSuffix(body, "\n"), "whole lines")
	for k := 1; k < len(q); k++ {
		await(t, q[k].End(nil, false))
		require.Equal(t, want.String(), sinks[k].text())
		require.Zero(t, sinks[k].full)
	}
}

// TestCutKeepsLinesWhole cuts a queue after every number of bytes written.
func TestCutKeepsLinesWhole(t *testing.T) {
	const text = "first line\nsecond\nthe third line\n"
	for n := range len(text) {
		var q Queue
		s := newSink(0)
		q.Init(s, 1<<20)
		b := new(Batch)
		q.Push(b, []byte(text))
		q.written([]byte(text[:n]))
		done := q.End([]byte("END\n"), true)
		b.Flush()
		await(t, done)
		rest := text[n:]
		if n == 0 || text[n-1] == '\n' {
			rest = ""
		} else {
			rest = rest[:strings.IndexByte(rest, '\n')+1]
		}
		require.Equal(t, rest+"END\n", s.text(), "after %d bytes", n)
	}
}

// TestCutKeepsWhatAWriterHolds is the same while a writer has some bytes in its hands.
func TestCutKeepsWhatAWriterHolds(t *testing.T) {
	const text = "first line\nsecond\nthe third line\n"
	for n := 1; n <= len(text); n++ {
		var q Queue
		s := newSink(0)
		q.Init(s, 1<<20)
		b := new(Batch)
		q.Push(b, []byte(text))
		held := []byte(text[:n])
		q.mu.Lock()
		q.held = int32(n)
		q.mu.Unlock()
		done := q.End([]byte("END\n"), true)
		s.got.Write(held)
		q.written(held)
		b.Flush()
		await(t, done)
		whole := n
		if text[n-1] != '\n' {
			whole += strings.IndexByte(text[n:], '\n') + 1
		}
		require.Equal(t, text[:whole]+"END\n", s.text(), "%d bytes held", n)
	}
}

// TestFailedWriteEndsTheQueue breaks a connection while a writer waits for it.
func TestFailedWriteEndsTheQueue(t *testing.T) {
	s := newSink(1)
	s.stuck = true
	var q Queue
	q.Init(s, 1<<20)
	var log Log
	sub := log.Subscribe(&q)
	b := new(Batch)
	log.Append(b, []byte("one\n"), nil)
	b.Flush()
	done := q.End([]byte("END\n"), false)
	s.change(func() { s.broken = errors.New("gone") })
	await(t, done)
	require.Eventually(t, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.failed == 1
	}, 10*time.Second, time.Millisecond)
	log.Append(b, []byte("two\n"), nil)
	q.Push(b, []byte("three\n"))
	b.Flush()
	sub.Close()
	require.Zero(t, log.Len())
	require.Zero(t, q.Pending())
}

// TestBatchOfLinesIsOneWrite counts writes: sixty-four lines in one flush are one
// for each queue.
func TestBatchOfLinesIsOneWrite(t *testing.T) {
	var log Log
	var q [5]Queue
	var sinks [5]*sink
	for i := range q {
		sinks[i] = newSink(3)
		sinks[i].rng = rand.New(always{})
		q[i].Init(sinks[i], 1<<20)
		log.Subscribe(&q[i])
	}
	b := new(Batch)
	log.Append(b, make([]byte, minSegment), nil) // what follows is in one segment
	b.Flush()
	for i := range 64 {
		log.Append(b, fmt.Appendf(nil, "%02d\n", i), nil)
	}
	for i := range q {
		require.NotNil(t, q[i].open)
		require.Nil(t, q[i].rest, "who keeps up has no copies")
	}
	b.Flush()
	for i := range q {
		require.Equal(t, 2, sinks[i].writes, "queue %d", i)
	}
}

// always is a source of ones: IntN(4) is never 0.
type always struct{}

func (always) Uint64() uint64 { return 1<<64 - 1 }

// TestIdleLogLetsGoOfItsSegments shows that nothing of a large log is kept once all
// have it.
func TestIdleLogLetsGoOfItsSegments(t *testing.T) {
	var log Log
	var q Queue
	s := newSink(4)
	q.Init(s, 1<<20)
	log.Subscribe(&q)
	b := new(Batch)
	collected := make(chan struct{})
	for i := range 1000 {
		log.Append(b, bytes.Repeat([]byte("z"), 200), nil)
		if i == 500 {
			runtime.AddCleanup(log.tail, func(c chan struct{}) { close(c) }, collected)
		}
	}
	b.Flush()
	waitEmpty(t, &q)
	require.Eventually(t, func() bool {
		runtime.GC()
		select {
		case <-collected:
			return true
		default:
			return false
		}
	}, 10*time.Second, time.Millisecond)
	log.mu.Lock()
	defer log.mu.Unlock()
	require.Nil(t, log.tail)
	require.Zero(t, log.opened)
}

func waitEmpty(t *testing.T, q *Queue) {
	t.Helper()
	require.Eventually(t, func() bool {
		q.mu.Lock()
		defer q.mu.Unlock()
		return !q.busy
	}, 20*time.Second, 20*time.Microsecond)
}
