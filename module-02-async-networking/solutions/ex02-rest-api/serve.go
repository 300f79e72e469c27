package restapi

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	"go.uber.org/zap"
)

// Serve answers requests at the listener until ctx ends, and then stops: it takes
// no new ones, finishes those that have begun, moves SQLite's log into the
// database and closes it. What is not finished within ShutdownTimeout is cut
// off. Serve owns the listener, and Options.Metrics, and closes them; when it
// returns, no goroutine of it is left. The error is nil after a clean stop.
//
//course:stage 1
func Serve(ctx context.Context, listener net.Listener, o Options) error {
	o = o.withDefaults()
	st, err := o.openStore(ctx, false)
	if err != nil {
		return errors.Join(err, listener.Close(), closeMetrics(o.Metrics))
	}
	s, err := newServer(o, st)
	if err != nil {
		return errors.Join(err, listener.Close(), closeMetrics(o.Metrics), st.Close())
	}
	servers := []*http.Server{s.httpServer(ctx, s)}
	listeners := []net.Listener{listener}
	if o.Metrics != nil {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", s.metrics.handler())
		servers = append(servers, s.httpServer(ctx, mux))
		listeners = append(listeners, o.Metrics)
	}
	ended := make(chan error, len(servers))
	for i, server := range servers {
		server.ConnState = s.silent.changed
		server.DisableGeneralOptionsHandler = true // OPTIONS * gets an id and a line in the log too
		go func() { ended <- server.Serve(listeners[i]) }()
	}
	if o.Ready != nil {
		o.Ready()
	}
	running := len(servers)
	select {
	case <-ctx.Done():
		o.Logger.Info("stopping")
	case err = <-ended: // a listener that can't accept any more
		running--
	}
	s.stopping.Store(true)
	err = errors.Join(err, s.stop(ctx, servers))
	for range running {
		if e := <-ended; !errors.Is(e, http.ErrServerClosed) {
			err = errors.Join(err, e)
		}
	}
	// A handler that was cut off ends soon, its context has ended; one that Close has
	// overtaken, since net/http had not yet called it, finds the lock taken.
	s.running.Lock()
	return errors.Join(err, st.Close())
}

func closeMetrics(l net.Listener) error {
	if l == nil {
		return nil
	}
	return l.Close()
}

// httpServer has a limit for everything that a client can hold up.
func (s *server) httpServer(ctx context.Context, h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: s.options.HeaderTimeout,
		ReadTimeout:       s.options.ReadTimeout,
		WriteTimeout:      s.options.WriteTimeout,
		IdleTimeout:       s.options.IdleTimeout,
		MaxHeaderBytes:    maxHeader - 4096, // net/http adds as much
		ErrorLog:          zap.NewStdLog(s.log),
		// Requests that have begun are finished when ctx has ended.
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
}

// stop waits for the requests that have begun, and no longer than that.
func (s *server) stop(ctx context.Context, servers []*http.Server) error {
	defer s.silent.closeAfter(min(silentGrace, s.options.ShutdownTimeout/2))()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.options.ShutdownTimeout)
	defer cancel()
	var err error
	for _, server := range servers {
		if e := server.Shutdown(ctx); e != nil {
			err = errors.Join(err, fmt.Errorf("requests were cut off: %w", e), server.Close())
		}
	}
	return err
}
