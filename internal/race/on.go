//go:build race

// Package race says whether the race detector is built in.
package race

// Enabled holds in a binary that was built with -race.
const Enabled = true
