package main

import (
	"fmt"
	"strings"

	"systems.course/benchkit"
	"systems.course/benchmarks/networking/internal/broadcast"
)

// conditions is what was the same for all.
func conditions(r *broadcast.Report) string {
	return fmt.Sprintf("The same for all: one publisher that posts over HTTP, all members subscribed to one topic, events of %d bytes of text in frames of %d bytes, one client process with one thread, turns of %v in an order that chance changes, %d rounds after one that doesn't count; %s.\n",
		len(text), len(frame(event)), r.During, r.Rounds, r.Machine)
}

// owed is the table of what the issue asks for.
func owed(r *broadcast.Report) string {
	var b strings.Builder
	b.WriteString("| owed | asked | measured | |\n|---|---|---|---|\n")
	row := func(what string, asked float64, s benchkit.Spread) {
		fmt.Fprintf(&b, "| %s | at least %.2f | %s | %s |\n", what, asked, s, s.Verdict(s.Median >= asked))
	}
	for _, s := range broadcast.Settings() {
		best := r.Rates.Best(libraries, s)
		what := fmt.Sprintf("%v, against the best of the libraries, %s", s, best)
		if s.Many() {
			row(what, 4, r.Ratio(best, s))
			row(what+" (a stretch)", 10, r.Ratio(best, s))
		} else {
			row(what, 1, r.Ratio(best, s))
		}
	}
	return b.String()
}
