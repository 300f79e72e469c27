package server

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"systems.course/notify/config"
	"systems.course/notify/page"
)

// A handler answers a request, or says what is wrong with it.
type handler func(http.ResponseWriter, *http.Request) *problem

// routes is the whole of the HTTP side. The standard library's mux would answer
// other methods and paths with plain text, so each path takes all methods here,
// and says itself which it has.
func (s *server) routes() (http.Handler, error) {
	mux := http.NewServeMux()
	handle := func(path string, methods []string, h handler) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			if !slices.Contains(methods, r.Method) {
				w.Header().Set("Allow", strings.Join(methods, ", "))
				errMethod.with("%s has %s", r.URL.Path, strings.Join(methods, ", ")).answer(w)
				return
			}
			if p := h(w, r); p != nil {
				p.answer(w)
			}
		})
	}
	get := []string{http.MethodGet, http.MethodHead}
	handle("/topics/{topic}", []string{http.MethodPost}, s.publish)
	handle("/tickets", []string{http.MethodPost}, s.makeTicket)
	handle("/ws", []string{http.MethodGet}, s.upgrade)
	handle("/metrics", get, s.metrics)
	handle("/healthz", get, s.healthz)
	files, err := page.Handlers()
	if err != nil {
		return nil, err
	}
	for path, file := range files {
		handle(path, get, func(w http.ResponseWriter, r *http.Request) *problem {
			file.ServeHTTP(w, r)
			return nil
		})
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		errNotFound.with("there is no %s", r.URL.Path).answer(w)
	})
	return mux, nil
}

func (s *server) healthz(w http.ResponseWriter, _ *http.Request) *problem {
	if s.stops() {
		return errStopping
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "ok\n")
	return nil
}

func (s *server) metrics(w http.ResponseWriter, r *http.Request) *problem {
	if _, p := s.authorize(r, config.Metrics); p != nil {
		return p
	}
	s.mu.RLock()
	sessions := len(s.sessions)
	s.mu.RUnlock()
	stats := s.hub.Stats()
	events, bytes := s.hub.Held()
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	for _, m := range []struct {
		name, kind, help string
		value            any
	}{
		{"notify_sessions", "gauge", "Open sessions.", sessions},
		{"notify_log_events", "gauge", "Events that the log holds.", events},
		{"notify_log_bytes", "gauge", "Bytes that the log holds.", bytes},
		{"notify_last_event_id", "gauge", "Id of the newest event.", s.hub.Last()},
		{"notify_published_total", "counter", "Events taken.", stats.Published.Load()},
		{"notify_delivered_total", "counter", "Events written to sessions.", stats.Delivered.Load()},
		{"notify_missed_total", "counter", "Missed messages written to sessions.", stats.Missed.Load()},
		{"notify_slow_total", "counter", "Sessions closed because they were too slow.", stats.Slow.Load()},
		{"notify_sent_bytes_total", "counter", "Bytes written to WebSocket connections.", s.sent.Load()},
	} {
		if _, err := fmt.Fprintf(w, "# HELP %[1]s %[3]s\n# TYPE %[1]s %[2]s\n%[1]s %[4]v\n", m.name, m.kind, m.help, m.value); err != nil {
			return nil // the client is gone
		}
	}
	return nil
}
