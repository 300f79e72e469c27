package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"systems.course/notify/config"
	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/presence"
	"systems.course/notify/internal/wire"
)

// maxHeader is how many bytes a request's header may have. The net/http package
// adds some 4 KiB.
const maxHeader = 8 << 10

// A server is all that the handlers and sessions of one Serve share.
type server struct {
	options config.Options
	log     *zap.Logger
	hub     fanout.Hub
	board   *presence.Board
	tickets *tickets
	conns   connections
	sent    atomic.Uint64 // bytes written to WebSocket connections

	open sync.WaitGroup // sessions

	mu       sync.RWMutex
	stopping bool
	sessions map[*session]struct{}
}

// Serve serves on l, which it closes, until ctx is done. Then it stops as
// PROTOCOL.md says, and returns nil when no connection and no goroutine is left.
// Any other error means that it could not serve.
func Serve(ctx context.Context, l net.Listener, o config.Options, hub fanout.Hub) error {
	log := o.Log
	if log == nil {
		log = zap.NewNop()
	}
	s := &server{
		options: o, log: log, hub: hub,
		board:    presence.New(),
		tickets:  newTickets(o.TicketLifetime),
		conns:    connections{silent: map[net.Conn]struct{}{}},
		sessions: map[*session]struct{}{},
	}
	routes, err := s.routes()
	if err != nil {
		return errors.Join(err, l.Close())
	}
	web := &http.Server{
		Handler:           routes,
		ReadHeaderTimeout: o.HeaderTimeout,
		ReadTimeout:       o.HeaderTimeout + o.MessageTimeout,
		WriteTimeout:      o.HeaderTimeout + o.MessageTimeout + o.WriteTimeout,
		IdleTimeout:       o.Idle,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          zap.NewStdLog(log.Named("http")),
		ConnState:         s.conns.changed,
	}
	defer s.conns.open.Wait()
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(l) }()
	select {
	case err := <-failed:
		return errors.Join(err, s.stop(web))
	case <-ctx.Done():
		err := s.stop(web)
		if e := <-failed; !errors.Is(e, http.ErrServerClosed) {
			err = errors.Join(err, e)
		}
		return err
	}
}

// stop ends all sessions and requests, within the time to drain.
func (s *server) stop(web *http.Server) error {
	s.log.Info("stopping", zap.Duration("drain", s.options.Drain))
	deadline, cancel := context.WithTimeout(context.Background(), s.options.Drain)
	defer cancel()
	for _, session := range s.stopSessions() {
		session.shutdown(wire.CloseGoingAway, "server shutting down")
	}
	drained := make(chan struct{})
	go func() {
		s.open.Wait()
		close(drained)
	}()
	s.conns.closeSilent()
	err := web.Shutdown(deadline)
	if errors.Is(err, context.DeadlineExceeded) { // a request took too long
		s.log.Warn("requests cut")
		err = web.Close()
	}
	select {
	case <-drained:
	case <-deadline.Done():
		cut := s.stopSessions()
		s.log.Warn("sessions cut", zap.Int("sessions", len(cut)))
		for _, session := range cut {
			err = errors.Join(err, session.cut())
		}
		<-drained
	}
	s.log.Info("stopped", zap.Uint64("last", s.hub.Last()))
	return err
}

// stopSessions lets no more sessions in, and returns those that are open.
func (s *server) stopSessions() []*session {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopping = true
	open := make([]*session, 0, len(s.sessions))
	for session := range s.sessions {
		open = append(open, session)
	}
	return open
}

// stops reports whether the server is stopping.
func (s *server) stops() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.stopping
}

// take gives an event to the hub, unless the server is stopping. An event that is
// taken is on its way to the sessions before any of them is told to end.
func (s *server) take(topic string, data []byte) (id uint64, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.stopping {
		return 0, false
	}
	return s.hub.Publish(topic, data), true
}

// admit gives a session its place, or says why there is none.
func (s *server) admit(session *session) *problem {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.stopping:
		return errStopping
	case len(s.sessions) >= s.options.MaxClients:
		return errBusy
	}
	s.sessions[session] = struct{}{}
	s.open.Add(1)
	return nil
}

// dismiss takes the place back.
func (s *server) dismiss(session *session) {
	s.mu.Lock()
	delete(s.sessions, session)
	s.mu.Unlock()
	s.open.Done()
}

// FirstID returns the id of a server's first event. Ids have to ascend when the
// server starts again, and no file says where they were. The clock does: a
// server would have to publish more than a million events a second, all the
// time, to get ahead of it.
func FirstID(o config.Options) uint64 {
	if o.FirstID != 0 {
		return o.FirstID
	}
	return uint64(time.Now().UnixMicro())
}
