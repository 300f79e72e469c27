package process

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// streams are the pipes between Run and a command, and the goroutines that
// serve them, which end at close at the latest.
type streams struct {
	stdout, stderr *ends
	full           chan struct{}
	child          [3]*os.File // the command's ends
	parent         []*os.File

	read    chan struct{} // closed when every output has been read to its end
	writing sync.WaitGroup
	reading sync.WaitGroup

	mu  sync.Mutex
	err error
}

// newStreams makes the pipes. After it, started and close must be called.
func newStreams(c Command) (*streams, error) {
	limit := c.Output
	if limit == 0 {
		limit = OutputLimit
	}
	full := make(chan struct{}, 2)
	s := &streams{stdout: newEnds(limit, full), stderr: newEnds(limit, full), full: full, read: make(chan struct{})}
	if err := s.open(c.Merged); err != nil {
		s.started()
		return nil, errors.Join(err, closeAll(s.parent))
	}
	s.writing.Go(func() {
		// A command need not read its input, so an error says nothing.
		_, _ = s.parent[0].Write(c.Stdin)
		s.note(s.parent[0].Close())
	})
	s.reading.Go(func() { s.copy(s.stdout, s.parent[1]) })
	if !c.Merged {
		s.reading.Go(func() { s.copy(s.stderr, s.parent[2]) })
	}
	go func() {
		s.reading.Wait()
		close(s.read)
	}()
	return s, nil
}

func (s *streams) open(merged bool) error {
	for i := range s.child {
		if i == 2 && merged {
			s.child[2] = s.child[1]
			return nil
		}
		r, w, err := os.Pipe()
		if err != nil {
			return fmt.Errorf("making a pipe for a command: %w", err)
		}
		ours, theirs := r, w
		if i == 0 {
			ours, theirs = w, r
		}
		s.child[i], s.parent = theirs, append(s.parent, ours)
	}
	return nil
}

func (s *streams) copy(to io.Writer, from *os.File) {
	_, err := io.Copy(to, from)
	s.note(err)
}

// note keeps an error, unless it says that close came first.
func (s *streams) note(err error) {
	if err == nil || errors.Is(err, os.ErrClosed) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = errors.Join(s.err, err)
}

// started closes the command's ends: it has them now, or never will.
func (s *streams) started() {
	for i, f := range s.child {
		if f != nil && (i < 2 || f != s.child[1]) {
			s.note(f.Close())
		}
	}
}

// drained reports whether nobody holds the outputs any more, within some time.
func (s *streams) drained(atMost time.Duration) bool { return waitFor(s.read, atMost) }

// close ends the goroutines, and returns what went wrong with the pipes.
func (s *streams) close() error {
	s.note(closeAll(s.parent))
	s.writing.Wait()
	<-s.read
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

func closeAll(files []*os.File) error {
	var errs []error
	for _, f := range files {
		if err := f.Close(); !errors.Is(err, os.ErrClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
