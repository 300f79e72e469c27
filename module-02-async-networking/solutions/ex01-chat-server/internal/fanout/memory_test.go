package fanout

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// A census knows how large the arrays are that a queue can point into, by the address of
// their end: a range's capacity reaches to it, and hides what is before the range.
type census map[uintptr]int

func end(b []byte) uintptr {
	return uintptr(unsafe.Pointer(unsafe.SliceData(b))) + uintptr(cap(b))
}

// note notes what the last call may have made. A chunk that it has both begun and filled
// is a range with all of its array.
func (c census) note(q *Queue, logs ...*Log) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.rest != nil {
		for _, r := range slices.Concat(q.rest.ranges, [][]byte{q.rest.own}) {
			c[end(r)] = max(c[end(r)], cap(r))
		}
	}
	for _, l := range logs {
		l.mu.Lock()
		if l.tail != nil {
			c[end(l.tail.buf)] = cap(l.tail.buf)
		}
		l.mu.Unlock()
	}
}

// kept returns the bytes of all arrays that q keeps alive, its list of ranges included, and
// forgets the others, whose addresses may be used again.
func (c census) kept(t *testing.T, q *Queue) (bytes int) {
	t.Helper()
	q.mu.Lock()
	defer q.mu.Unlock()
	seen := make(map[uintptr]bool)
	add := func(b []byte) {
		if at := end(b); cap(b) > 0 && !seen[at] {
			seen[at] = true
			size, known := c[at]
			require.True(t, known, "an array that nobody has noted")
			bytes += size
		}
	}
	if q.rest != nil {
		for _, r := range q.rest.ranges {
			add(r)
		}
		add(q.rest.own)
		bytes += q.listSize()
	}
	if s := q.open; s != nil {
		s.log.mu.Lock()
		for seg := s.seg; seg != nil; seg = seg.next {
			add(seg.buf)
		}
		s.log.mu.Unlock()
	}
	for at := range c {
		if !seen[at] {
			delete(c, at)
		}
	}
	return bytes
}

// listSize returns the bytes of the list of ranges.
func (q *Queue) listSize() int {
	if q.rest == nil {
		return 0
	}
	return cap(q.rest.ranges) * int(unsafe.Sizeof([]byte(nil)))
}

// bound is what the package's comment promises for a queue, without the writer's buffer.
func bound(limit int) int { return 2*limit + 6*maxSegment }

// TestShortRangesKeepNoSegments has a member that takes nothing speak a lot itself, so that
// a little of each segment is for it.
func TestShortRangesKeepNoSegments(t *testing.T) {
	const limit = 64 << 10
	var log Log
	var q Queue
	s := newSink(0)
	s.stuck = true
	q.Init(s, limit)
	sub := log.Subscribe(&q)
	b, arrays := new(Batch), make(census)
	own := append(bytes.Repeat([]byte("x"), 500), '\n')
	for range 2000 {
		for range 32 {
			log.Append(b, own, sub)
		}
		log.Append(b, []byte(":a!~u@h PRIVMSG #a :x\r\n"), nil)
		arrays.note(&q, &log)
		b.Flush()
	}
	require.Equal(t, int64(2000*23), q.Pending())
	require.LessOrEqual(t, arrays.kept(t, &q), bound(limit))
	done := q.End(nil, true)
	s.change(func() { s.stuck = false })
	await(t, done)
}

// TestKeepsNoMoreThanItsBound has queues get lines of several logs, private and shared
// ones, in random order, while their peers take nothing, a part, or all. Whatever
// happens, what they keep alive is bounded by the limit, and by what waits.
func TestKeepsNoMoreThanItsBound(t *testing.T) {
	for _, limit := range []int{4 << 10, 64 << 10, 512 << 10} {
		t.Run(fmt.Sprint(limit), func(t *testing.T) { randomMemory(t, limit, 6000) })
	}
}

func randomMemory(t *testing.T, limit, steps int) {
	n := seed(t)
	rng := rand.New(rand.NewPCG(n, 3))
	var logs [3]*Log
	var subs [3]*Sub
	for i := range logs {
		logs[i] = new(Log)
	}
	var q *Queue
	var want bytes.Buffer // what waits
	arrays := make(census)
	fresh := func() {
		q = new(Queue)
		q.Init(newSink(n), limit)
		q.busy = true // this test is its writer
		want.Reset()
		for i := range subs {
			if subs[i] != nil {
				subs[i].Close()
			}
			subs[i] = logs[i].Subscribe(q)
		}
	}
	fresh()
	scratch := make([]byte, scratchSize)
	b := new(Batch)
	longest := 1 + rng.IntN(500) // of a line of this run
	for step := range steps {
		if step%1000 == 0 {
			longest = 1 + rng.IntN(500)
		}
		i := rng.IntN(len(logs))
		line := append(bytes.Repeat([]byte{byte('a' + i)}, rng.IntN(longest)), '\n')
		for range 1 + rng.IntN(40)*rng.IntN(2) {
			switch op := rng.IntN(32); {
			case op < 16:
				logs[i].Append(b, line, nil)
				want.Write(line)
			case op < 26:
				logs[i].Append(b, line, subs[i])
			case op < 30:
				q.Push(b, line)
				want.Write(line)
			default:
				q.PushShared(b, line)
				arrays[end(line)] = cap(line)
				want.Write(line)
			}
			arrays.note(q, logs[:]...)
		}
		if len(b.full) > 0 { // it has been over its limit
			b.full = b.full[:0]
			fresh()
			clear(arrays)
			arrays.note(q, logs[:]...)
			continue
		}
		if rng.IntN(4) == 0 {
			l := q.lock()
			buf := q.peekLocked(scratch)
			buf = buf[:rng.IntN(len(buf)+1)]
			require.True(t, bytes.Equal(want.Next(len(buf)), buf), "step %d", step)
			q.writtenLocked(buf)
			q.unlock(l)
		}
		require.Equal(t, want.Len(), int(q.Pending()))
		kept := arrays.kept(t, q)
		arrays.note(q, logs[:]...)
		require.LessOrEqual(t, kept, bound(limit), "step %d", step)
		require.LessOrEqual(t, kept-q.listSize(), 2*int(q.Pending())+bound(0), "step %d", step)
	}
}
