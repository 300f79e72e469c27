package main

import (
	"fmt"
	"strings"

	"systems.course/benchkit"
	"systems.course/benchmarks/networking/internal/broadcast"
)

// ratio is how many times as many deliveries chat makes as another server.
func (r *report) ratio(name string, s broadcast.Setting) benchkit.Spread {
	return r.rates.Ratio(chatName, name, s)
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
	for _, s := range broadcast.Settings() {
		if s.Many() {
			row(s.String()+", against Redis", 2, r.ratio(redisName, s))
			row(s.String()+", against the bare server (aimed at)", 0.85, r.ratio(bareName, s))
		} else {
			row(s.String()+", against the bare server", 0.95, r.ratio(bareName, s))
		}
	}
	for _, members := range broadcast.Sizes {
		row(fmt.Sprintf("%d members, one of them stalled, against none (a stretch)", members), 0.8, r.rates.Stalled(chatName, members))
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
	for _, s := range broadcast.Settings() {
		b.WriteString(" " + s.String() + " |")
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(broadcast.Settings())) + "\n")
	for _, c := range r.list {
		fmt.Fprintf(&b, "| %s | %s |", c.Name, c.What)
		for _, s := range broadcast.Settings() {
			if c.Name == chatName {
				fmt.Fprintf(&b, " %.2f million a second |", r.rates.Of(chatName, s).Median/1e6)
			} else {
				fmt.Fprintf(&b, " %s |", r.ratio(c.Name, s))
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func (r *report) stalledTable() string {
	var b strings.Builder
	b.WriteString("| members | with one that doesn't read, as a part of the deliveries without |\n|---|---|\n")
	for _, members := range broadcast.Sizes {
		fmt.Fprintf(&b, "| %d | %s |\n", members, r.rates.Stalled(chatName, members))
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
	c := benchkit.Chart{Title: "chat: how many times the deliveries of … (over 1: more)", Most: 8, Lines: []benchkit.Line{{At: 1}}}
	for _, s := range broadcast.Settings() {
		g := benchkit.Group{Title: s.String()}
		for _, other := range r.list {
			if other.Name != chatName {
				ratio := r.ratio(other.Name, s)
				g.Bars = append(g.Bars, benchkit.Bar{Name: other.Name, Spread: ratio, Loss: ratio.Median < 1})
			}
		}
		c.Groups = append(c.Groups, g)
	}
	return c.SVG()
}
