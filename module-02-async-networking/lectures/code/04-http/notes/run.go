package notes

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"
)

// Run serves until ctx ends, and returns when no request is under way and all
// that was answered is committed. When ctx has ended it still serves for the time
// leave, but answers 503 to GET /ready, so that a balancer sends clients elsewhere.
func Run(ctx context.Context, listener net.Listener, db *sqlx.DB, leave time.Duration) error {
	s, err := New(db)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer s.Close() // after the last handler
	var leaving atomic.Bool
	mux := http.NewServeMux()
	mux.Handle("/", s.Handler())
	mux.HandleFunc("GET /ready", func(w http.ResponseWriter, _ *http.Request) {
		if leaving.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	server := &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second, // with the body
		WriteTimeout:      30 * time.Second, // from the header's end to the answer's
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served: // the listener is broken
		return errors.Join(err, server.Close())
	case <-ctx.Done():
	}
	leaving.Store(true)
	time.Sleep(leave)
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	err = server.Shutdown(grace)
	if err != nil {
		err = errors.Join(err, server.Close())
	}
	if ended := <-served; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}
