package restapi

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"systems.course/restapi/internal/store"
)

// metrics are counters for Prometheus, in a registry of their own: two servers
// in one process don't meet.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	running  prometheus.Gauge
	limited  prometheus.Counter
}

func newMetrics(st store.Store) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "http_requests_total", Help: "Requests answered.",
		}, []string{"route", "method", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "http_request_duration_seconds", Help: "From the header's end to the answer's.",
			Buckets: prometheus.ExponentialBuckets(0.0001, 4, 9),
		}, []string{"route"}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "http_requests_in_flight", Help: "Requests that run now.",
		}),
		limited: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "http_requests_rate_limited_total", Help: "Requests over their rate.",
		}),
	}
	stat := func(name, help string, f func(store.Stats) float64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 { return f(st.Stats()) })
	}
	m.registry.MustRegister(m.requests, m.took, m.running, m.limited,
		stat("store_commits_total", "Transactions committed.", func(s store.Stats) float64 { return float64(s.Commits) }),
		stat("store_writes_total", "Requests whose work is in them.", func(s store.Stats) float64 { return float64(s.Writes) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "store_writes_waiting", Help: "Requests that wait to write."},
			func() float64 { return float64(st.Stats().Waiting) }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// observe counts under the route's pattern, never under the path: a client must
// not be able to make a new series with each request.
func (m *metrics) observe(r *http.Request, status int, took time.Duration) {
	route := r.Pattern
	if route == "" || route == "/" {
		route = "none"
	}
	m.requests.WithLabelValues(route, knownMethod(r.Method), strconv.Itoa(status)).Inc()
	m.took.WithLabelValues(route).Observe(took.Seconds())
}

func knownMethod(name string) string {
	if strings.Contains(" GET HEAD POST PUT PATCH DELETE OPTIONS ", " "+name+" ") {
		return name
	}
	return "other"
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
