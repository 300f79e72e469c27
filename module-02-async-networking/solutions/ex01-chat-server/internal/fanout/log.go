package fanout

import "sync"

// Sizes of a log's segments in bytes. The first one after all have read is as large as
// what they have read together, so that the next batch, if it is like the last, is in
// one segment; each further one is twice as large as the one before. A large one that all
// have read is let go of.
const (
	minSegment = 1 << 10
	maxSegment = 16 << 10
)

// A Log is lines that many queues get. The zero Log is empty and ready for use.
type Log struct {
	subs []*Sub // all that are not closed; with spare for the producer alone
	// spare is the list that waiting is exchanged with.
	spare []*Sub

	mu      sync.Mutex
	tail    *segment // where the next line goes; nil at first
	end     int64    // bytes ever appended
	waiting []*Sub   // may have closed ones among it
	opened  int      // how many are open
	begun   int64    // end when the first of them was opened
	size    int      // of the next segment
}

// A segment is a part of a log. buf has its full capacity from the start; its length
// grows under Log.mu.
type segment struct {
	buf  []byte
	next *segment
}

// A Sub is a queue's place in a log.
type Sub struct {
	log    *Log
	queue  *Queue
	index  int // in log.subs
	closed bool

	// While open: what comes next is at seg.buf[off], byte pos of the log. Guarded
	// by queue.mu.
	seg *segment
	off int
	pos int64
}

// Subscribe gives q what is appended to l from now on.
func (l *Log) Subscribe(q *Queue) *Sub {
	s := &Sub{log: l, queue: q, index: len(l.subs)}
	l.subs = append(l.subs, s)
	l.mu.Lock()
	l.waiting = append(l.waiting, s)
	l.mu.Unlock()
	return s
}

// Close ends the subscription. What was appended before stays in the queue.
func (s *Sub) Close() {
	l := s.log
	s.queue.mu.Lock()
	if s.queue.open == s {
		s.queue.completeLocked()
	}
	s.queue.mu.Unlock()
	s.closed = true
	last := len(l.subs) - 1
	l.subs[s.index] = l.subs[last]
	l.subs[s.index].index = s.index
	l.subs[last] = nil
	l.subs = l.subs[:last]
}

// Append gives line, which it copies, to all queues of l except that of except,
// which may be nil. Queues that were idle are noted in b, and so are those that are
// full. A line has at most maxSegment bytes.
func (l *Log) Append(b *Batch, line []byte, except *Sub) {
	if except != nil {
		except.leave()
	}
	l.mu.Lock()
	if l.opened == 0 {
		l.begun = l.end
	}
	seg, off, began := l.copyLocked(line)
	began = began && l.opened > 0 // otherwise nobody has had a segment's time to grow
	pos := l.end
	l.end += int64(len(line))
	waiting := l.waiting
	l.waiting = l.spare
	if except != nil {
		l.waiting = append(l.waiting, except)
	}
	for _, s := range waiting {
		if s != except && !s.closed {
			l.opened++
		}
	}
	l.mu.Unlock()

	for i, s := range waiting {
		if s != except && !s.closed {
			s.enter(b, seg, off, pos)
		}
		waiting[i] = nil
	}
	l.spare = waiting[:0]
	if began {
		for _, s := range l.subs {
			s.queue.checkOpen(b)
		}
	}
}

// Len returns how many queues get what is appended.
func (l *Log) Len() int { return len(l.subs) }

// leave makes s wait if it is open, so that the next line can pass it by.
func (s *Sub) leave() {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	if s.queue.open == s {
		s.queue.completeLocked()
	}
}

// copyLocked puts line at the end of the log and returns where it is, and
// whether a segment began with it. No line is in two segments.
func (l *Log) copyLocked(line []byte) (seg *segment, off int, began bool) {
	if l.tail == nil || cap(l.tail.buf)-len(l.tail.buf) < len(line) {
		next := &segment{buf: make([]byte, 0, max(l.size, minSegment, len(line)))}
		l.size = min(2*cap(next.buf), maxSegment)
		if l.tail != nil {
			l.tail.next = next
		}
		l.tail, began = next, true
	}
	off = len(l.tail.buf)
	l.tail.buf = append(l.tail.buf, line...)
	return l.tail, off, began
}

// waitLocked makes an open Sub a waiting one. The last to do so lets go of a large
// tail: nobody points to it any more, and the channel may be silent for days.
func (l *Log) waitLocked(s *Sub) {
	s.seg = nil
	l.waiting = append(l.waiting, s)
	l.opened--
	if l.opened == 0 {
		l.size = minSegment
		for like := (l.end - l.begun) * 3 / 2; int64(l.size) < min(like, maxSegment); {
			l.size *= 2
		}
		if cap(l.tail.buf) > minSegment {
			l.tail = nil
		}
	}
}

// viewLocked returns the bytes from s on that are in one segment; none if s has
// had everything.
func (s *Sub) viewLocked() []byte {
	for s.off == len(s.seg.buf) && s.seg.next != nil {
		s.seg, s.off = s.seg.next, 0
	}
	return s.seg.buf[s.off:]
}

// advance moves s over n bytes that viewLocked returned.
func (s *Sub) advance(n int) {
	s.off += n
	s.pos += int64(n)
}
