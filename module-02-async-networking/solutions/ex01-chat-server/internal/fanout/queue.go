package fanout

import (
	"bytes"
	"sync"
)

// A Peer is the connection behind a queue. Its methods are called by one goroutine
// at a time, except Full and Failed, and without any lock held.
type Peer interface {
	// TryWrite writes what the connection takes without waiting, perhaps nothing.
	TryWrite(p []byte) (n int, err error)
	// Write writes all of p, and may wait for as long as the connection has a deadline for.
	Write(p []byte) (n int, err error)
	// Full is called once, when the queue went over its limit. It must not wait.
	Full()
	// Failed is called once, when a write has failed. It must not wait.
	Failed(err error)
}

// A Queue is what one connection has yet to be sent. Use Init before anything else.
//
// A queue has 64 bytes, a line of the processor's cache: for a short message to many, fetching
// what is to be known of each is most of the work beside the system calls.
type Queue struct {
	peer  Peer
	limit int64

	mu     sync.Mutex
	torn   bool     // the last byte that was written didn't end a line
	busy   bool     // somebody will write
	shut   bool     // nothing more enters
	failed bool     // nothing more leaves
	held   int32    // how many bytes a writer holds, copies or not: the first of the queue
	rest   *backlog // complete ranges; nil if there are none
	open   *Sub     // comes after rest; nil if there is none
	done   chan struct{}
}

// A backlog is the complete ranges of a queue, one at least.
type backlog struct {
	ranges [][]byte // none is empty
	size   int64    // bytes in ranges
	own    []byte   // the chunk that lines are copied to; the last of ranges may end in it
}

// Sizes of the chunks for private lines and short ranges, in bytes.
const (
	minChunk = 256
	maxChunk = 8 << 10
)

// Init makes q the queue of peer, with at most limit bytes, see the package's comment.
func (q *Queue) Init(peer Peer, limit int) {
	q.peer, q.limit = peer, int64(limit)
}

// Push adds one or more whole lines, which it copies.
func (q *Queue) Push(b *Batch, lines []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.shut {
		return
	}
	q.completeLocked()
	q.copyLocked(lines)
	q.acceptedLocked(b)
}

// PushShared adds one or more whole lines, without a copy if nothing else waits: nobody
// may change them afterwards.
func (q *Queue) PushShared(b *Batch, lines []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.shut {
		return
	}
	q.completeLocked()
	if q.rest == nil {
		q.addLocked(lines)
	} else {
		q.copyLocked(lines) // for a short line, a range of its own would be most of the cost
	}
	q.acceptedLocked(b)
}

// enter gives q an open range: the log of s from seg.buf[off] on, byte pos.
func (s *Sub) enter(b *Batch, seg *segment, off int, pos int64) {
	q := s.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.shut {
		s.log.mu.Lock()
		s.log.waitLocked(s)
		s.log.mu.Unlock()
		return
	}
	q.completeLocked()
	s.seg, s.off, s.pos = seg, off, pos
	q.open = s
	q.acceptedLocked(b)
}

// checkOpen looks whether the open range has outgrown the limit.
func (q *Queue) checkOpen(b *Batch) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.shut && q.open != nil && q.pendingLocked() > q.limit {
		q.overflowLocked(b)
	}
}

// Pending returns how many bytes are yet to be sent.
func (q *Queue) Pending() int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.pendingLocked()
}

// End adds last, some whole lines or nothing, after which nothing enters. With cut, what
// has not been sent is dropped first, from the next line on. The channel is closed
// when all is sent or sending has failed. What was over the limit is no obstacle
// for last. End may be called once, beside producers.
func (q *Queue) End(last []byte, cut bool) <-chan struct{} {
	q.mu.Lock()
	q.completeLocked()
	if cut {
		q.cutLocked()
	}
	q.shut = true
	done := make(chan struct{})
	q.done = done
	if q.failed {
		q.mu.Unlock()
		close(done)
		return done
	}
	if len(last) > 0 {
		q.addLocked(last)
	}
	start := !q.busy
	q.busy = true
	q.mu.Unlock()
	if start {
		go q.drain()
	}
	return done
}

// acceptedLocked is called when q has got something: it finds a writer, or too much.
func (q *Queue) acceptedLocked(b *Batch) {
	if q.rest != nil && q.rest.size > q.limit {
		q.overflowLocked(b)
	}
	if !q.busy {
		q.busy = true
		b.dirty = append(b.dirty, q)
	}
}

func (q *Queue) overflowLocked(b *Batch) {
	q.shut = true
	q.completeLocked()
	q.cutLocked()
	b.full = append(b.full, q)
}

func (q *Queue) pendingLocked() int64 {
	pending := int64(0)
	if q.rest != nil {
		pending = q.rest.size
	}
	if s := q.open; s != nil {
		s.log.mu.Lock()
		pending += s.log.end - s.pos
		s.log.mu.Unlock()
	}
	return pending
}

// completeLocked makes the open range a complete one, up to the log's present end. What is
// less than three quarters of its segment is copied: it would keep all of it alive.
func (q *Queue) completeLocked() {
	s := q.open
	if s == nil {
		return
	}
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	for view := s.viewLocked(); len(view) > 0; view = s.viewLocked() {
		if len(view) < cap(s.seg.buf)/4*3 {
			q.copyLocked(view)
		} else {
			q.addLocked(view)
		}
		s.advance(len(view))
	}
	s.log.waitLocked(s)
	q.open = nil
}

// cutLocked drops what comes after the bytes that a writer holds, and after the
// line that they or what was written before tear apart.
func (q *Queue) cutLocked() {
	rest := q.rest
	if rest == nil {
		return
	}
	keep, torn := int(q.held), q.torn
	kept := rest.ranges[:0]
	rest.size, rest.own = 0, nil
	for _, r := range rest.ranges {
		n := min(keep, len(r))
		keep -= n
		if n > 0 {
			torn = r[n-1] != '\n'
		}
		if keep == 0 && torn {
			end := bytes.IndexByte(r[n:], '\n')
			torn = end < 0
			if torn {
				end = len(r) - n - 1
			}
			n += end + 1
		}
		if n > 0 {
			kept = append(kept, r[:n:n])
			rest.size += int64(n)
		}
	}
	clear(rest.ranges[len(kept):])
	rest.ranges = kept
	if len(kept) == 0 {
		q.rest = nil
	}
}

// copyLocked adds a copy of lines. The present chunk is filled to its end before a new
// one begins, twice as large or larger.
func (q *Queue) copyLocked(lines []byte) {
	for len(lines) > 0 {
		rest := q.backlog()
		if len(rest.own) == cap(rest.own) {
			size := min(max(2*cap(rest.own), minChunk), maxChunk)
			rest.own = make([]byte, 0, max(size, len(lines)))
		}
		start := len(rest.own)
		n := min(len(lines), cap(rest.own)-start)
		rest.own = append(rest.own, lines[:n]...)
		q.addLocked(rest.own[start:])
		lines = lines[n:]
	}
}

// addLocked adds a complete range. One that continues the last in memory becomes a
// part of it, so that both can leave in one write.
func (q *Queue) addLocked(r []byte) {
	if len(r) == 0 {
		return
	}
	rest := q.backlog()
	rest.size += int64(len(r))
	if i := len(rest.ranges) - 1; i >= 0 {
		last := rest.ranges[i]
		if n := len(last); cap(last) > n && &last[:n+1][n] == &r[0] {
			rest.ranges[i] = last[:n+len(r)]
			return
		}
	}
	rest.ranges = append(rest.ranges, r)
}

// backlog returns that of q, for something to be added to it at once.
func (q *Queue) backlog() *backlog {
	if q.rest == nil {
		q.rest = new(backlog)
	}
	return q.rest
}
