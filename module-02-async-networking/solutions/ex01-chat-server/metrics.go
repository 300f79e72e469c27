package chat

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.uber.org/zap"
)

// counts are the totals of a server that the hub doesn't have.
type counts struct {
	accepted   atomic.Int64
	refused    atomic.Int64
	handshakes atomic.Int64 // failed
	full       atomic.Int64 // clients that didn't read
	received   atomic.Int64 // bytes
	sent       atomic.Int64 // bytes
}

// serveMetrics starts serving the counters, if they are wanted, and returns what stops it.
func (s *server) serveMetrics() (stop func() error) {
	l := s.options.Metrics
	if l == nil {
		return func() error { return nil }
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.registry(), promhttp.HandlerOpts{}))
	web := &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: 5 * time.Second,
		WriteTimeout:      10 * time.Second,
		IdleTimeout:       time.Minute,
		ErrorLog:          zap.NewStdLog(s.options.Log),
	}
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(l) }()
	return func() error {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		err := web.Shutdown(ctx)
		if err != nil {
			err = errors.Join(err, web.Close())
		}
		if serving := <-ended; !errors.Is(serving, http.ErrServerClosed) {
			err = errors.Join(err, serving)
		}
		return err
	}
}

// registry names the counters. They are read when somebody asks, and cost an atomic
// addition otherwise.
func (s *server) registry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	counter := func(name, help string, value *atomic.Int64) {
		r.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help},
			func() float64 { return float64(value.Load()) }))
	}
	gauge := func(name, help string, value func() int) {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help},
			func() float64 { return float64(value()) }))
	}
	counter("chat_connections_total", "Connections accepted.", &s.counts.accepted)
	counter("chat_connections_refused_total", "Connections closed at once because there were too many.", &s.counts.refused)
	counter("chat_handshakes_failed_total", "TLS handshakes that failed.", &s.counts.handshakes)
	counter("chat_slow_clients_total", "Clients dropped because their send queue was full.", &s.counts.full)
	counter("chat_received_bytes_total", "Bytes received from clients.", &s.counts.received)
	counter("chat_sent_bytes_total", "Bytes sent to clients.", &s.counts.sent)
	counter("chat_messages_total", "Lines from clients that were handled.", &s.hub.Counts.Messages)
	counter("chat_deliveries_total", "Copies of PRIVMSG and NOTICE queued for clients.", &s.hub.Counts.Deliveries)
	gauge("chat_clients", "Connections now.", func() int { n, _, _ := s.hub.Sizes(); return n })
	gauge("chat_users", "Registered users now.", func() int { _, n, _ := s.hub.Sizes(); return n })
	gauge("chat_channels", "Channels now.", func() int { _, _, n := s.hub.Sizes(); return n })
	return r
}
