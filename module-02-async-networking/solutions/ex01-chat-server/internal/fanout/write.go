package fanout

import "sync"

const (
	// scratchSize is how much is gathered from small ranges for one write, in bytes.
	scratchSize = 16 << 10
	// rounds is how often Flush writes one queue before it leaves the rest, which grows
	// as fast as it is sent, to a goroutine: the others wait.
	rounds = 4
)

var scratches = sync.Pool{New: func() any { return new([scratchSize]byte) }}

// A Batch notes which queues got something, so that many lines cost one write. It
// is for one goroutine at a time.
type Batch struct {
	dirty []*Queue
	full  []*Queue
}

// Flush writes what the noted queues have, and tells the full ones. It doesn't wait for
// any connection.
func (b *Batch) Flush() {
	scratch := scratches.Get().(*[scratchSize]byte)
	defer scratches.Put(scratch)
	for i, q := range b.dirty {
		q.flush(scratch[:])
		b.dirty[i] = nil
	}
	b.dirty = b.dirty[:0]
	for i, q := range b.full {
		q.peer.Full()
		b.full[i] = nil
	}
	b.full = b.full[:0]
}

// flush writes q without waiting, and starts a goroutine for what is left.
func (q *Queue) flush(scratch []byte) {
	buf := q.next(nil, scratch)
	for round := 0; len(buf) > 0; round++ {
		n, err := 0, error(nil)
		if round < rounds {
			n, err = q.peer.TryWrite(buf)
		}
		if err != nil {
			q.fail(err)
			return
		}
		if n < len(buf) {
			q.written(buf[:n])
			go q.drain()
			return
		}
		buf = q.next(buf, scratch)
	}
}

// drain writes q until it is empty, and waits for the connection where it must.
func (q *Queue) drain() {
	scratch := scratches.Get().(*[scratchSize]byte)
	defer scratches.Put(scratch)
	for buf := q.next(nil, scratch[:]); len(buf) > 0; buf = q.next(buf, scratch[:]) {
		if _, err := q.peer.Write(buf); err != nil {
			q.fail(err)
			return
		}
	}
}

// next takes off what has been written and returns what is to be written next: a
// part of a range, or several small ones gathered in scratch. If there is nothing, q is
// idle from now on.
func (q *Queue) next(written, scratch []byte) []byte {
	l := q.lock()
	defer q.unlock(l)
	q.writtenLocked(written)
	buf := q.peekLocked(scratch)
	if len(buf) == 0 {
		q.idleLocked()
		return nil
	}
	q.held = int32(len(buf))
	return buf
}

// written takes off what has been written; the writer holds nothing then.
func (q *Queue) written(buf []byte) {
	l := q.lock()
	defer q.unlock(l)
	q.writtenLocked(buf)
}

// lock locks q, and the log that its open range is in, if it has one.
func (q *Queue) lock() (l *Log) {
	q.mu.Lock()
	if q.open != nil {
		l = q.open.log
		l.mu.Lock()
	}
	return l
}

func (q *Queue) unlock(l *Log) {
	if l != nil {
		l.mu.Unlock()
	}
	q.mu.Unlock()
}

// writtenLocked and peekLocked are called between lock and unlock.
func (q *Queue) writtenLocked(buf []byte) {
	q.held = 0
	n := len(buf)
	if n > 0 {
		q.torn = buf[n-1] != '\n'
	}
	for n > 0 && q.rest != nil {
		first := q.rest.ranges[0]
		step := min(n, len(first))
		n -= step
		q.rest.size -= int64(step)
		if q.rest.ranges[0] = first[step:]; step < len(first) {
			return
		}
		q.rest.ranges[0] = nil
		if q.rest.ranges = q.rest.ranges[1:]; len(q.rest.ranges) == 0 {
			q.rest = nil
		}
	}
	for s := q.open; s != nil && n > 0; {
		step := min(n, len(s.viewLocked()))
		s.advance(step)
		n -= step
	}
}

// peekLocked returns the first bytes of q. If there are none, the open range has
// ended and its Sub waits.
func (q *Queue) peekLocked(scratch []byte) []byte {
	n := 0
	if q.rest != nil {
		for i, r := range q.rest.ranges {
			if i == 0 && (len(r) >= len(scratch)/2 || len(q.rest.ranges) == 1 && q.open == nil) {
				return r
			}
			n += copy(scratch[n:], r)
			if n == len(scratch) {
				return scratch
			}
		}
	}
	if q.open == nil {
		return scratch[:n]
	}
	s := q.open
	seg, off := s.seg, s.off
	view := s.viewLocked()
	if n == 0 && len(view) == 0 {
		s.log.waitLocked(s)
		q.open = nil
		return nil
	}
	if n == 0 && (len(view) >= len(scratch)/2 || s.seg.next == nil) {
		return view
	}
	for ; len(view) > 0 && n < len(scratch); view = s.viewLocked() {
		step := copy(scratch[n:], view)
		n += step
		s.off += step
	}
	s.seg, s.off = seg, off
	return scratch[:n]
}

// idleLocked lets go of all memory, and of whoever waits for the end.
func (q *Queue) idleLocked() {
	q.busy, q.held, q.rest = false, 0, nil
	q.finishLocked()
}

// fail drops everything: nothing more can be sent.
func (q *Queue) fail(err error) {
	q.mu.Lock()
	first := !q.failed
	q.completeLocked()
	q.shut, q.failed = true, true
	q.idleLocked()
	q.mu.Unlock()
	if first {
		q.peer.Failed(err)
	}
}

func (q *Queue) finishLocked() {
	if q.done != nil {
		close(q.done)
		q.done = nil
	}
}
