package relay

import (
	"context"
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// A Server relays lines. Its methods may be called by any goroutine.
type Server struct {
	limits Limits
	gone   func(address string, why error) // called once for each member

	mu       sync.Mutex
	listener *net.TCPListener
	members  map[*member]struct{}
	stopped  bool

	serving sync.WaitGroup
}

// New returns a server that calls gone when a member is.
func New(limits Limits, gone func(address string, why error)) *Server {
	return &Server{limits: limits, gone: gone, members: map[*member]struct{}{}}
}

// exhausted reports whether accept failed for want of something that others may
// give back: descriptors of this process or of the system, or memory.
func exhausted(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) ||
		errors.Is(err, syscall.ENOBUFS) || errors.Is(err, syscall.ENOMEM)
}

// Serve accepts until Shutdown, when it returns nil, or until accept fails for
// good. It closes the listener.
func (s *Server) Serve(listener *net.TCPListener) error {
	s.mu.Lock()
	s.listener = listener
	stopped := s.stopped
	s.mu.Unlock()
	if stopped {
		return listener.Close()
	}
	for pause := time.Millisecond; ; {
		conn, err := listener.AcceptTCP()
		switch {
		case err == nil:
			s.add(conn)
			pause = time.Millisecond
		case exhausted(err):
			time.Sleep(pause)
			pause = min(2*pause, time.Second)
		case errors.Is(err, net.ErrClosed):
			return nil
		default:
			return errors.Join(err, listener.Close())
		}
	}
}

// add lets a connection take part.
func (s *Server) add(conn *net.TCPConn) {
	m := &member{conn: conn, limits: s.limits, outbox: newOutbox(s.limits.Outbox)}
	s.mu.Lock()
	if s.stopped { // Shutdown may be waiting already
		s.mu.Unlock()
		s.gone(conn.RemoteAddr().String(), errors.Join(errEnded, conn.Close()))
		return
	}
	defer s.mu.Unlock()
	s.members[m] = struct{}{}
	s.serving.Go(func() {
		err := m.serve(s.relay)
		s.mu.Lock()
		delete(s.members, m)
		s.mu.Unlock()
		s.gone(conn.RemoteAddr().String(), err)
	})
}

// relay puts a line into every outbox. Whoever has no room for it is dropped.
func (s *Server) relay(line []byte) {
	message := append(line, '\r', '\n')
	s.mu.Lock()
	defer s.mu.Unlock()
	for m := range s.members {
		if !m.outbox.put(message) {
			m.drop()
		}
	}
}

// Shutdown stops accepting, lets every member's outbox be written, and waits for
// all of them. When ctx ends first it closes what is left and returns ctx's error.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	var err error
	first := !s.stopped
	s.stopped = true
	if first && s.listener != nil {
		err = s.listener.Close()
	}
	for m := range s.members {
		m.outbox.put([]byte("ERROR :server stops\r\n"))
		m.outbox.close()
	}
	s.mu.Unlock()
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.serving.Wait()
	}()
	select {
	case <-done:
		return err
	case <-ctx.Done():
	}
	s.dropAll()
	<-done
	return errors.Join(err, ctx.Err())
}

func (s *Server) dropAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for m := range s.members {
		m.drop()
	}
}
