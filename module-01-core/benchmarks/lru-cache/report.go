package main

import (
	"fmt"
	"math"
	"strings"

	"systems.course/benchkit"
)

// ratio is how many times as fast as peer a cache is, round by round.
func (r *report) ratio(cache, peer, work string, procs int) benchkit.Spread {
	ours, theirs := r.speeds[series{cache, work, procs}], r.speeds[series{peer, work, procs}]
	return benchkit.OfRatios(theirs, ours)
}

func (r *report) conditions() string {
	return fmt.Sprintf("The same for all: `uint64` keys and values, room for %d entries, the defaults of each constructor, every call through the same interface, the same keys in the same order, as many goroutines as `GOMAXPROCS`, turns of %d operations each in an order that chance changes, %d rounds; %s.\n",
		capacity, turn, r.rounds, r.machine)
}

// owed is the table of what the issue asks for.
func (r *report) owed() string {
	var b strings.Builder
	b.WriteString("| owed | asked | measured | |\n|---|---|---|---|\n")
	for _, goal := range []struct {
		what, cache, peer, work string
		procs                   int
		asked                   float64
	}{
		{"Get, two goroutines, against phuslu/lru", fastSharded, phusluLRU, getName, 2, 1.1},
		{"Zipf mix, two goroutines, against phuslu/lru", fastSharded, phusluLRU, mixName, 2, 1.15},
		{"Zipf mix, two goroutines, one lock against golang-lru", fastSingle, golangLRU, mixName, 2, 3.5},
		{"Put, two goroutines, against freelru sharded (a stretch)", fastSharded, freeSharded, putName, 2, 1},
	} {
		s := r.ratio(goal.cache, goal.peer, goal.work, goal.procs)
		fmt.Fprintf(&b, "| %s | %.2f | %s | %s |\n", goal.what, goal.asked, s, s.Verdict(s.Median >= goal.asked))
	}
	for _, shards := range []string{fastSingle, fastSharded} {
		bytes := r.traits[shards].bytes
		fmt.Fprintf(&b, "| bytes an entry, %s | at most 36 | %.1f | %s |\n", shards, bytes, benchkit.Spread{}.Verdict(bytes <= 36))
		apart := math.Abs(r.traits[shards].hits - r.hitLRU)
		most := map[string]float64{fastSingle: 0, fastSharded: 0.002}[shards]
		fmt.Fprintf(&b, "| hit ratio, %s, apart from an exact LRU | at most %.3f | %.4f | %s |\n", shards, most, apart, benchkit.Spread{}.Verdict(apart <= most))
	}
	return b.String()
}

// speed is a table for each number of processors.
func (r *report) speed() string {
	var b strings.Builder
	for _, procs := range []int{1, 2} {
		fmt.Fprintf(&b, "`GOMAXPROCS` and goroutines: %d\n\n", procs)
		b.WriteString("| *fast, sharded* against")
		for _, w := range workloads() {
			b.WriteString(" | " + w.title)
		}
		b.WriteString(" |\n|---|---|---|---|\n")
		for _, con := range contenders() {
			if con.name == fastSharded {
				continue
			}
			b.WriteString("| " + con.name)
			for _, w := range workloads() {
				b.WriteString(" | " + r.ratio(fastSharded, con.name, w.name, procs).String())
			}
			b.WriteString(" |\n")
		}
		b.WriteString("| its own time, ns")
		for _, w := range workloads() {
			s := benchkit.Of(r.speeds[series{fastSharded, w.name, procs}])
			fmt.Fprintf(&b, " | %.0f (%.0f to %.0f)", s.Median, s.Lower, s.Upper)
		}
		b.WriteString(" |\n\n")
	}
	return b.String()
}

func (r *report) beside() string {
	var b strings.Builder
	b.WriteString("| cache | what it is | bytes an entry | hit ratio of the mix | kept of the last 65,536 put |\n|---|---|---|---|---|\n")
	for _, con := range contenders() {
		t := r.traits[con.name]
		fmt.Fprintf(&b, "| %s | %s | %.1f | %.4f | %.3f |\n", con.name, con.what, t.bytes, t.hits, t.kept)
	}
	return b.String()
}

// steps is the table of the way from the clear cache to the fast one.
func (r *report) steps() string {
	var b strings.Builder
	b.WriteString("| step | Get, 1 | Put, 1 | mix, 1 | Get, 2 | Put, 2 | mix, 2 |\n|---|---|---|---|---|---|---|\n")
	list := stepsFromClear()
	for i, step := range list[1:] {
		b.WriteString("| " + step.what)
		for _, procs := range []int{1, 2} {
			for _, w := range workloads() {
				s := r.ratio(step.name, list[i].name, w.name, procs)
				text := fmt.Sprintf("%.2f", s.Median)
				if s.Noisy() {
					text += " *noisy*"
				}
				b.WriteString(" | " + text)
			}
		}
		b.WriteString(" |\n")
	}
	return b.String()
}
