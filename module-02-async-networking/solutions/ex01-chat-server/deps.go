package chat

// What the starter's own files don't use yet: the counters of --metrics, in the last
// stage. The blank imports keep these libraries in go.mod, at versions that fit
// together, when "go mod tidy" looks for what nothing imports, and have them fetched by
// the first build, so that the network can be off from then on. An import can go
// once your own code has it, or if you do without.
import (
	_ "github.com/prometheus/client_golang/prometheus"
	_ "github.com/prometheus/client_golang/prometheus/promhttp"
)
