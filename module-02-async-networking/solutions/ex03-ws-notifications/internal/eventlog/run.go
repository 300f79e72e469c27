package eventlog

// arenaSize is how much is allocated at once for frames, in bytes. An arena is
// garbage when the last of its frames has left the log, and nobody sends one.
const arenaSize = 64 << 10

// An arena is memory in which frames lie side by side, so that one write can
// send many. Bytes that a frame has are never written again; those behind the
// last frame are the log's alone.
type arena struct {
	bytes []byte
}

// A Run is one frame, or some that lie side by side. Its bytes may be read by
// any goroutine, without a lock. The zero value is empty.
type Run struct {
	arena      *arena
	start, end int
}

// Bytes returns the frames. They are not the caller's to change.
func (r Run) Bytes() []byte {
	if r.arena == nil {
		return nil
	}
	return r.arena.bytes[r.start:r.end:r.end]
}

// Len returns the number of bytes.
func (r Run) Len() int { return r.end - r.start }

// Extend makes the run longer by one that lies right behind it, and reports
// whether it does. An empty run becomes the other one.
func (r *Run) Extend(by Run) bool {
	switch {
	case r.arena == nil:
		*r = by
	case r.arena == by.arena && r.end == by.start:
		r.end = by.end
	default:
		return false
	}
	return true
}
