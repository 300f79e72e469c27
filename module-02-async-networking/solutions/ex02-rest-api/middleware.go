package restapi

import (
	"context"
	"crypto/rand"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"go.uber.org/zap"
)

type contextKey int

const (
	idKey contextKey = iota
	logKey
)

func requestID(r *http.Request) string {
	id, _ := r.Context().Value(idKey).(string)
	return id
}

func logOf(r *http.Request) *zap.Logger {
	if log, ok := r.Context().Value(logKey).(*zap.Logger); ok {
		return log
	}
	return zap.NewNop()
}

// takeRequestID takes the client's, if it can do no harm in a log and a header,
// or makes one.
func takeRequestID(h http.Header) string {
	id := h.Get("X-Request-Id")
	if id == "" || len(id) > 64 || strings.ContainsFunc(id, notInID) {
		return strings.ToLower(rand.Text())
	}
	return id
}

func notInID(r rune) bool {
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	return !letter && r != '.' && r != '_' && r != '-'
}

// ServeHTTP is around every request: an id, a line in the log, the counters, and
// an answer even if a handler panics.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.running.TryRLock() {
		panic(http.ErrAbortHandler) // the server has stopped, and its store is closed
	}
	defer s.running.RUnlock()
	start := time.Now()
	id := takeRequestID(r.Header)
	w.Header().Set("X-Request-Id", id)
	log := s.log.With(zap.String("request_id", id))
	r = r.WithContext(context.WithValue(context.WithValue(r.Context(), idKey, id), logKey, log))
	rec := &recorder{ResponseWriter: w}

	s.metrics.running.Inc()
	defer func() {
		cut := false
		if v := recover(); v != nil {
			cut = !s.recovered(v, rec, r, log)
		}
		s.metrics.running.Dec()
		elapsed := time.Since(start)
		s.metrics.observe(r, rec.status, elapsed)
		log.Info("request", zap.String("method", r.Method), zap.String("path", r.URL.Path),
			zap.Int("status", rec.status), zap.Int("bytes", rec.bytes), zap.Duration("took", elapsed),
			zap.String("remote", r.RemoteAddr))
		if cut {
			panic(http.ErrAbortHandler)
		}
	}()
	s.dispatch(rec, r)
}

// recovered answers for a handler that panicked. If that has begun an answer, it
// returns false: the connection must be cut, so that the client doesn't take a
// part for the whole.
func (s *server) recovered(v any, rec *recorder, r *http.Request, log *zap.Logger) bool {
	log.Error("panic", zap.Any("value", v), zap.ByteString("stack", debug.Stack()))
	if rec.status != 0 {
		return false
	}
	internal.problem("").write(rec, requestID(r))
	return true
}

// A recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int // 0: nothing yet
	bytes  int
}

// WriteHeader is the http.ResponseWriter's.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write is the http.ResponseWriter's.
func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(p)
	r.bytes += n
	return n, err
}

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
