package main

import (
	"fmt"
	"strings"

	"systems.course/benchkit"
	"systems.course/benchmarks/networking/internal/broadcast"
)

// ratio is how many times as many deliveries the fast server makes as another.
func (r *report) ratio(name string, s broadcast.Setting) benchkit.Spread {
	return r.rates.Ratio(fastName, name, s)
}

func (r *report) conditions() string {
	return fmt.Sprintf("The same for all: one publisher that posts over HTTP, all members subscribed to one topic, events of %d bytes of text in frames of %d bytes, one client process with one thread, turns of %v in an order that chance changes, %d rounds after one that doesn't count; %s.\n",
		len(text), len(frame(event)), r.during, r.rounds, r.machine)
}

// owed is the table of what the issue asks for.
func (r *report) owed() string {
	var b strings.Builder
	b.WriteString("| owed | asked | measured | |\n|---|---|---|---|\n")
	row := func(what string, asked float64, s benchkit.Spread) {
		fmt.Fprintf(&b, "| %s | at least %.2f | %s | %s |\n", what, asked, s, s.Verdict(s.Median >= asked))
	}
	for _, s := range broadcast.Settings() {
		best := r.rates.Best(libraries, s)
		what := fmt.Sprintf("%v, against the best of the libraries, %s", s, best)
		if s.Many() {
			row(what, 4, r.ratio(best, s))
			row(what+" (a stretch)", 10, r.ratio(best, s))
		} else {
			row(what, 1, r.ratio(best, s))
		}
	}
	return b.String()
}

func (r *report) deliveries() string {
	var b strings.Builder
	b.WriteString("| server | what it is |")
	for _, s := range broadcast.Settings() {
		b.WriteString(" " + s.String() + " |")
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(broadcast.Settings())) + "\n")
	for _, c := range r.list {
		fmt.Fprintf(&b, "| %s | %s |", c.Name, c.What)
		for _, s := range broadcast.Settings() {
			if c.Name == fastName {
				fmt.Fprintf(&b, " %.2f million a second |", r.rates.Of(fastName, s).Median/1e6)
			} else {
				fmt.Fprintf(&b, " %s |", r.ratio(c.Name, s))
			}
		}
		b.WriteString("\n")
	}
	for _, c := range r.list {
		if c.Stall {
			fmt.Fprintf(&b, "| %s, one member stalled | as a part of its own deliveries without |", c.Name)
			for _, s := range broadcast.Settings() {
				cell := ""
				if s.Many() {
					cell = r.rates.Stalled(c.Name, s.Members).String()
				}
				b.WriteString(" " + cell + " |")
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

func (r *report) idleTable() string {
	var b strings.Builder
	fmt.Fprintf(&b, "| server | KiB for each of %d idle connections |\n|---|---|\n", r.idle)
	for _, c := range r.list {
		fmt.Fprintf(&b, "| %s | %.1f |\n", c.Name, r.memory[c.Name]/1024)
	}
	return b.String()
}

func (r *report) chart() string {
	c := benchkit.Chart{Title: "notify, one log for all: how many times the deliveries of … (over 1: more)", Most: 16, Lines: []benchkit.Line{{At: 1}}}
	for _, s := range broadcast.Settings() {
		g := benchkit.Group{Title: s.String()}
		for _, other := range r.list {
			if other.Name != fastName {
				ratio := r.ratio(other.Name, s)
				g.Bars = append(g.Bars, benchkit.Bar{Name: other.Name, Spread: ratio, Loss: ratio.Median < 1})
			}
		}
		c.Groups = append(c.Groups, g)
	}
	return c.SVG()
}
