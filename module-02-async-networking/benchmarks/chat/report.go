package main

import (
	"fmt"
	"strings"

	"systems.course/benchkit"
	"systems.course/benchmarks/networking/internal/broadcast"
)

// conditions is what was the same for all.
func conditions(r *broadcast.Report) string {
	return fmt.Sprintf("The same for all: one sender, all members in one channel, messages of %d bytes of text, one client process with one thread, turns of %v in an order that chance changes, %d rounds after one that doesn't count; %s.\n",
		len(text), r.During, r.Rounds, r.Machine)
}

// owed is the table of what the issue asks for.
func owed(r *broadcast.Report) string {
	var b strings.Builder
	b.WriteString("| owed | asked | measured | |\n|---|---|---|---|\n")
	row := func(what string, asked float64, s benchkit.Spread) {
		fmt.Fprintf(&b, "| %s | at least %.2f | %s | %s |\n", what, asked, s, s.Verdict(s.Median >= asked))
	}
	for _, s := range broadcast.Settings() {
		if s.Many() {
			row(s.String()+", against Redis", 2, r.Ratio(redisName, s))
			row(s.String()+", against the bare server (aimed at)", 0.85, r.Ratio(bareName, s))
		} else {
			row(s.String()+", against the bare server", 0.95, r.Ratio(bareName, s))
		}
	}
	for _, members := range broadcast.Sizes {
		row(fmt.Sprintf("%d members, one of them stalled, against none (a stretch)", members), 0.8, r.Rates.Stalled(chatName, members))
	}
	verdict := "not met"
	if r.Memory[chatName] <= 12<<10 {
		verdict = "met"
	}
	fmt.Fprintf(&b, "| memory of an idle connection, at %d | at most 12 KiB | %.1f KiB | %s |\n", r.Idle, r.Memory[chatName]/1024, verdict)
	return b.String()
}
