package chat

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"systems.course/chat/internal/fanout"
	"systems.course/chat/internal/hub"
)

// Reasons for which a connection ends, as its client and others see them.
const (
	reasonFull     = "Send queue exceeded"
	reasonShutdown = "Server shutting down"
	reasonClosed   = "Connection closed"
	reasonTooMany  = "Too many connections"
)

// maxRefused is how many refused connections are read for a moment at a time.
const maxRefused = 64

// Serve runs a server on l until ctx is done, and returns when every client has been
// told, what was queued for them has been sent or Options.Drain is over, and no
// goroutine of the server is left. It closes l. The error is nil unless l failed or the
// counters could not be served.
//
//course:stage 1
func Serve(ctx context.Context, l net.Listener, o Options) error {
	o = o.withDefaults()
	s := &server{options: o, hub: hub.New(o.hubConfig()), refused: make(chan struct{}, maxRefused)}
	stopMetrics := s.serveMetrics()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)

	var helpers sync.WaitGroup
	helpers.Go(func() { s.keepTime(ctx) })
	helpers.Go(func() {
		<-ctx.Done()
		s.close("listener", l.Close)
	})
	o.Log.Info("serving", zap.Stringer("address", l.Addr()), zap.Bool("tls", o.TLS != nil))
	err := s.accept(ctx, l)
	cancel(err)
	helpers.Wait()
	s.stop()
	o.Log.Info("stopped", zap.Error(err))
	return errors.Join(err, stopMetrics())
}

// A server is the connections and what they share.
type server struct {
	options Options
	hub     *hub.Hub
	counts  counts
	conns   sync.WaitGroup
	refused chan struct{}             // has an item for each refused connection that is read
	stopped atomic.Pointer[time.Time] // until when the queues may drain; nil while running

	mu   sync.Mutex
	open map[*conn]struct{}
}

// accept takes connections until ctx is done, which is no error. Where the system has
// no file left, it waits for some to be closed.
func (s *server) accept(ctx context.Context, l net.Listener) error {
	wait := time.NewTimer(0)
	defer wait.Stop()
	for pause := 5 * time.Millisecond; ; {
		nc, err := l.Accept()
		if err == nil {
			pause = 5 * time.Millisecond
			s.admit(nc)
			continue
		}
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, net.ErrClosed) || !exhausted(err) {
			return fmt.Errorf("accept: %w", err)
		}
		s.options.Log.Warn("accept", zap.Error(err), zap.Duration("pause", pause))
		wait.Reset(pause)
		select {
		case <-wait.C:
		case <-ctx.Done():
		}
		pause = min(2*pause, time.Second)
	}
}

// admit starts serving a connection, or closes it if there are too many.
func (s *server) admit(nc net.Conn) {
	s.counts.accepted.Add(1)
	c := newConn(s, nc)
	if !s.enter(c) {
		s.counts.refused.Add(1)
		s.refuse(nc)
		return
	}
	if c.client = s.hub.Add(c, c.host, c.net != nc); c.client == nil {
		s.exit(c)
		return
	}
	s.conns.Go(func() {
		defer s.exit(c)
		c.serve()
	})
}

// enter notes that c is open, unless there are too many.
func (s *server) enter(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.open) >= s.options.MaxClients {
		return false
	}
	if s.open == nil {
		s.open = make(map[*conn]struct{})
	}
	s.open[c] = struct{}{}
	return true
}

func (s *server) exit(c *conn) {
	s.close("connection", c.Close)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, c)
}

// refuse closes a connection that is one too many, and says so if there is no TLS. The
// few bytes fit into the empty buffer of a new connection, so that nobody waits. Some of
// those that are refused are read for a moment, as in conn.finish; in a flood, most are not.
func (s *server) refuse(nc net.Conn) {
	if s.options.TLS == nil {
		_, err := nc.Write([]byte("ERROR :Closing Link: (" + reasonTooMany + ")\r\n"))
		s.close("refusal", func() error { return err })
	}
	select {
	case s.refused <- struct{}{}:
		s.conns.Go(func() {
			s.linger(nc, nc, time.Now().Add(refusedLinger))
			s.close("refused connection", nc.Close)
			<-s.refused
		})
	default:
		s.close("refused connection", nc.Close)
	}
}

// keepTime has the hub look at its clocks now and then: one timer for all clients.
func (s *server) keepTime(ctx context.Context) {
	ticker := time.NewTicker(s.options.tick())
	defer ticker.Stop()
	b := new(fanout.Batch)
	for {
		select {
		case <-ticker.C:
			s.hub.Tick(b)
			b.Flush()
		case <-ctx.Done():
			return
		}
	}
}

// stop tells all clients, and waits until they are gone. Who hasn't read all when the
// time to drain is over is cut off.
func (s *server) stop() {
	until := time.Now().Add(s.options.Drain)
	s.stopped.Store(&until)
	s.hub.Close(reasonShutdown)
	gone := make(chan struct{})
	go func() {
		s.conns.Wait()
		close(gone)
	}()
	timer := time.NewTimer(time.Until(until))
	defer timer.Stop()
	select {
	case <-gone:
		return
	case <-timer.C:
	}
	s.mu.Lock()
	overdue := slices.Collect(maps.Keys(s.open))
	s.mu.Unlock()
	s.options.Log.Warn("clients cut off at the end of the time to drain", zap.Int("clients", len(overdue)))
	for _, c := range overdue {
		s.close("overdue connection", c.Close)
	}
	<-gone
}

// close calls f, a step in the ending of a connection, and logs its error: nobody is
// there to be told.
func (s *server) close(what string, f func() error) {
	if err := f(); err != nil && !errors.Is(err, net.ErrClosed) {
		s.options.Log.Debug("closing", zap.String("step", what), zap.Error(err))
	}
}

// secure returns the connection to talk through.
func (s *server) secure(nc net.Conn) net.Conn {
	if s.options.TLS == nil {
		return nc
	}
	return tls.Server(nc, s.options.TLS)
}
