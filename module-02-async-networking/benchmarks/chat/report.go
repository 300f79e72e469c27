package main

import (
	"fmt"
	"strings"

	"systems.course/benchkit"
)

// ratio is how many times as many deliveries chat makes as another server.
func (r *report) ratio(name string, s setting) benchkit.Spread {
	return benchkit.OfRatios(r.rates[chatName][s], r.rates[name][s])
}

// part is what is left of the deliveries when a member doesn't read.
func (r *report) part(members int) benchkit.Spread {
	return benchkit.OfRatios(r.stalled[members], r.rates[chatName][setting{members, 64}])
}

func (r *report) conditions() string {
	return fmt.Sprintf("The same for all: one sender, all members in one channel, messages of %d bytes of text, one client process with one thread, turns of %v in an order that chance changes, %d rounds after one that doesn't count; %s.\n",
		len(text), r.during, r.rounds, r.machine)
}

// owed is the table of what the issue asks for.
func (r *report) owed() string {
	var b strings.Builder
	b.WriteString("| owed | asked | measured | |\n|---|---|---|---|\n")
	row := func(what string, asked float64, s benchkit.Spread) {
		fmt.Fprintf(&b, "| %s | at least %.2f | %s | %s |\n", what, asked, s, s.Verdict(s.Median >= asked))
	}
	for _, s := range settings {
		if s.window > 1 {
			row(s.String()+", against Redis", 2, r.ratio(redisName, s))
			row(s.String()+", against the bare server (aimed at)", 0.85, r.ratio(bareName, s))
		} else {
			row(s.String()+", against the bare server", 0.95, r.ratio(bareName, s))
		}
	}
	for _, members := range []int{100, 1000} {
		row(fmt.Sprintf("%d members, one of them stalled, against none (a stretch)", members), 0.8, r.part(members))
	}
	verdict := "not met"
	if r.memory[chatName] <= 12<<10 {
		verdict = "met"
	}
	fmt.Fprintf(&b, "| memory of an idle connection, at %d | at most 12 KiB | %.1f KiB | %s |\n", r.idle, r.memory[chatName]/1024, verdict)
	return b.String()
}

func (r *report) deliveries() string {
	var b strings.Builder
	b.WriteString("| server | what it is |")
	for _, s := range settings {
		b.WriteString(" " + s.String() + " |")
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(settings)) + "\n")
	for _, c := range r.list {
		fmt.Fprintf(&b, "| %s | %s |", c.name, c.what)
		for _, s := range settings {
			if c.name == chatName {
				fmt.Fprintf(&b, " %.2f million a second |", benchkit.Of(r.rates[chatName][s]).Median/1e6)
			} else {
				fmt.Fprintf(&b, " %s |", r.ratio(c.name, s))
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func (r *report) stalledTable() string {
	return fmt.Sprintf("| members | with one that doesn't read, as a part of the deliveries without |\n|---|---|\n| 100 | %s |\n| 1000 | %s |\n", r.part(100), r.part(1000))
}

func (r *report) idleTable() string {
	var b strings.Builder
	fmt.Fprintf(&b, "| server | KiB for each of %d idle connections |\n|---|---|\n", r.idle)
	for _, c := range r.list {
		fmt.Fprintf(&b, "| %s | %.1f |\n", c.name, r.memory[c.name]/1024)
	}
	return b.String()
}

func (r *report) chart() string {
	c := benchkit.Chart{Title: "chat: how many times the deliveries of … (over 1: more)", Most: 8, Lines: []benchkit.Line{{At: 1}}}
	for _, s := range settings {
		g := benchkit.Group{Title: s.String()}
		for _, other := range r.list {
			if other.name != chatName {
				ratio := r.ratio(other.name, s)
				g.Bars = append(g.Bars, benchkit.Bar{Name: other.name, Spread: ratio, Loss: ratio.Median < 1})
			}
		}
		c.Groups = append(c.Groups, g)
	}
	return c.SVG()
}
