package main

// Plain may be used by one goroutine at a time.
type Plain struct {
	routes  map[string]string
	lookups int64
}

// Backend returns where a host's requests go, or "".
func (t *Plain) Backend(host string) string {
	t.lookups++
	return t.routes[host]
}

// Set makes the backend the one of the host.
func (t *Plain) Set(host, backend string) { t.routes[host] = backend }

// Lookups returns how often Backend was called.
func (t *Plain) Lookups() int64 { return t.lookups }
