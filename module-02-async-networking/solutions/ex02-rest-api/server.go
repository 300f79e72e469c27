package restapi

import (
	"net"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"systems.course/restapi/internal/ratelimit"
	"systems.course/restapi/internal/store"
)

// A server answers requests. It holds no data but what is lost without harm.
type server struct {
	options  Options
	store    store.Store
	log      *zap.Logger
	limiter  *ratelimit.Limiter // nil: no limit
	claims   claims
	metrics  *metrics
	mux      *http.ServeMux
	searches chan struct{} // holds one for each search that runs
	silent   silent
	stopping atomic.Bool

	running sync.RWMutex // read-locked by each handler; locked for good when the server has stopped
}

func newServer(o Options, st store.Store) (*server, error) {
	s := &server{
		options: o,
		store:   st,
		log:     o.Logger,
		limiter: ratelimit.New(o.Rate, o.Burst, time.Now),
		metrics: newMetrics(st),
		mux:     http.NewServeMux(),

		searches: make(chan struct{}, maxSearches),
		silent:   silent{conns: map[net.Conn]struct{}{}},
	}
	return s, s.routes()
}

// A resource path has an endpoint for each of its methods.
type methods map[string]http.Handler

// handle adds a path. The mux sees the path only: if it knew the methods, it
// would answer 405 itself, in plain text.
func (s *server) handle(pattern string, m methods) {
	if get, ok := m[http.MethodGet]; ok {
		m[http.MethodHead] = get // net/http leaves out the body
	}
	var names []string
	for name := range m {
		names = append(names, name)
	}
	names = append(names, http.MethodOptions)
	slices.Sort(names)
	allow := strings.Join(names, ", ")
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		switch h, ok := m[r.Method]; {
		case ok:
			h.ServeHTTP(w, r)
		case r.Method == http.MethodOptions:
			w.Header().Set("Allow", allow)
			w.WriteHeader(http.StatusNoContent)
		default:
			methodNotAllowed.problem("it has "+allow).set("Allow", allow).write(w, requestID(r))
		}
	})
}

// dispatch finds the path. The mux would redirect one with // or .. in it to a
// cleaner one, in HTML; here there is one path for one thing, and no other.
func (s *server) dispatch(w http.ResponseWriter, r *http.Request) {
	if p := r.URL.Path; p == "" || p != path.Clean(p) {
		s.notFound(w, r)
		return
	}
	if r.RequestURI == "*" { // the mux would answer 400, without a word
		s.notFound(w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}

func (s *server) notFound(w http.ResponseWriter, r *http.Request) {
	notFound.problem("").write(w, requestID(r))
}
