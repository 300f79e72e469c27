package process

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

// ends is a writer that keeps the first and the last half of its limit. For
// many goroutines: a pipe may outlive Wait by a moment.
type ends struct {
	half int
	full chan<- struct{} // told once when something is not kept; has room

	mu    sync.Mutex
	first []byte
	last  []byte // at most twice half
	total int64
}

var _ io.Writer = (*ends)(nil)

func newEnds(limit int, full chan<- struct{}) *ends {
	return &ends{half: max(1, limit/2), full: full}
}

func (e *ends) Write(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	n, most := len(p), int64(2*e.half)
	if e.total <= most && e.total+int64(n) > most {
		e.full <- struct{}{}
	}
	e.total += int64(n)
	if room := e.half - len(e.first); room > 0 {
		take := min(room, len(p))
		e.first = append(e.first, p[:take]...)
		p = p[take:]
	}
	p = p[max(0, len(p)-e.half):]
	if len(e.last)+len(p) > 2*e.half {
		keep := e.last[max(0, len(e.last)-e.half):]
		e.last = append(e.last[:0], keep...)
	}
	e.last = append(e.last, p...)
	return n, nil
}

func (e *ends) bytes() []byte {
	e.mu.Lock()
	defer e.mu.Unlock()
	last := e.last[max(0, len(e.last)-e.half):]
	dropped := e.total - int64(len(e.first)) - int64(len(last))
	if dropped <= 0 {
		return append(bytes.Clone(e.first), last...)
	}
	return fmt.Appendf(bytes.Clone(e.first), "\n… %d bytes left out …\n%s", dropped, last)
}

func (e *ends) dropped() int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return max(0, e.total-int64(len(e.first))-int64(min(len(e.last), e.half)))
}
