package main

import (
	"fmt"
	"strings"

	"systems.course/benchkit"
)

// ratio is how many times as many requests batch answers as plain.
func (r *report) ratio(w workload) benchkit.Spread {
	return benchkit.OfRatios(r.rates[batch][w.name], r.rates[plain][w.name])
}

func (r *report) conditions() string {
	return fmt.Sprintf("The same for both: %d connections of one wrk with one thread, no rate limit, a database of its own for each row, turns of %v in an order that chance changes, %d rounds after one that doesn't count; %s.\n",
		connections, r.during, r.rounds, r.machine)
}

// owed is the table of what the issue asks for.
func (r *report) owed() string {
	var b strings.Builder
	b.WriteString("| owed: batch against plain | asked | measured | |\n|---|---|---|---|\n")
	for _, w := range workloads {
		s := r.ratio(w)
		fmt.Fprintf(&b, "| %s | at least %.1f | %s | %s |\n", w.title, w.asked, s, s.Verdict(s.Median >= w.asked))
	}
	return b.String()
}

func (r *report) speed() string {
	var b strings.Builder
	b.WriteString("| | plain, requests a second | batch, requests a second | the bare server, requests a second | batch, as a part of that |\n|---|---|---|---|---|\n")
	for _, w := range workloads {
		b.WriteString("| " + w.title)
		for _, store := range []string{plain, batch, bare} {
			s := benchkit.Of(r.rates[store][w.name])
			fmt.Fprintf(&b, " | %.0f (%.0f to %.0f)", s.Median, s.Lower, s.Upper)
		}
		fmt.Fprintf(&b, " | %s |\n", benchkit.OfRatios(r.rates[batch][w.name], r.rates[bare][w.name]))
	}
	return b.String()
}

func (r *report) chart() string {
	var g benchkit.Group
	for _, w := range workloads {
		s := r.ratio(w)
		g.Bars = append(g.Bars, benchkit.Bar{Name: strings.ReplaceAll(w.title, " of an issue", ""), Spread: s, Loss: s.Median < w.asked})
	}
	return benchkit.Chart{Title: "batch: how many times the requests of plain (over 1: more)", Most: 12, Groups: []benchkit.Group{g}, Lines: []benchkit.Line{{At: 1}}}.SVG()
}
