package restapi

// Libraries that the starter's own files don't use yet. The blank imports keep them in
// go.mod, at versions that fit together, when "go mod tidy" looks for what nothing
// imports, and have them fetched by the first build, so that the network can be off
// from then on. An import can go once your own code has it, or if you do without.
import (
	_ "github.com/goccy/go-yaml"                                // openapi.yaml as JSON
	_ "github.com/jmoiron/sqlx"                                 // rows into structs
	_ "github.com/mattn/go-sqlite3"                             // the driver; needs cgo to open anything
	_ "github.com/pressly/goose/v3"                             // migrations
	_ "github.com/prometheus/client_golang/prometheus/promhttp" // counters, and /metrics
)
