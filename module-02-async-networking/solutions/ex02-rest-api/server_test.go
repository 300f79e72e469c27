package restapi

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// newLog is a logger that keeps its lines.
func newLog() (*zap.Logger, *lockedBuffer) {
	out := &lockedBuffer{}
	return zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), out, zap.DebugLevel)), out
}

// A lockedBuffer may be written by many.
type lockedBuffer struct {
	mu   sync.Mutex
	data bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.data.Write(p)
}

func (b *lockedBuffer) Sync() error { return nil }

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.data.String()
}

// A handler that panics gets a 500, or, if it has begun its answer, its connection
// is cut. Either way it is counted, is in the log, and runs no more.
func TestPanicsOfHandlers(t *testing.T) {
	log, lines := newLog()
	o := Options{Database: filepath.Join(t.TempDir(), "x.db"), Logger: log}.withDefaults()
	st, err := o.openStore(t.Context(), false)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	s, err := newServer(o, st)
	require.NoError(t, err)
	s.handle("/before", methods{"GET": http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("early") })})
	s.handle("/amid", methods{"GET": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
		panic("late")
	})})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)

	// With a connection for each, or the client would send the second one again.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	r, err := client.Get(server.URL + "/before")
	require.NoError(t, err)
	require.Equal(t, 500, r.StatusCode)
	require.Equal(t, "application/problem+json", r.Header.Get("Content-Type"))
	require.NotContains(t, readAll(t, r.Body), "early")
	require.NoError(t, r.Body.Close())
	_, err = client.Get(server.URL + "/amid")
	require.ErrorIs(t, err, io.EOF, "no part of an answer is taken for the whole")

	recorder := httptest.NewRecorder()
	s.metrics.handler().ServeHTTP(recorder, httptest.NewRequest("GET", "/metrics", nil))
	var metrics []string
	for line := range strings.Lines(recorder.Body.String()) {
		metrics = append(metrics, strings.TrimSpace(line))
	}
	require.Contains(t, metrics, `http_requests_total{method="GET",route="/before",status="500"} 1`)
	require.Contains(t, metrics, `http_requests_total{method="GET",route="/amid",status="200"} 1`)
	require.Contains(t, metrics, "http_requests_in_flight 0")
	require.Contains(t, lines.String(), `"path":"/before"`)
	require.Contains(t, lines.String(), `"path":"/amid"`)
}

// A request whose connection was cut off before its handler began finds none when
// Serve has closed the store.
func TestNoHandlerBeginsAfterTheEnd(t *testing.T) {
	log, lines := newLog()
	o := Options{Database: filepath.Join(t.TempDir(), "x.db"), Logger: log}.withDefaults()
	st, err := o.openStore(t.Context(), false)
	require.NoError(t, err)
	s, err := newServer(o, st)
	require.NoError(t, err)
	s.running.Lock() // as Serve does
	require.NoError(t, st.Close())
	w := httptest.NewRecorder()
	require.PanicsWithValue(t, http.ErrAbortHandler, func() {
		s.ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
	})
	require.Empty(t, w.Body.String())
	require.Empty(t, lines.String())
}
