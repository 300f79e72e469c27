package main

import (
	"fmt"
	"strings"

	"systems.course/benchkit"
)

// bound is what the issue allows confctl, as a ratio to git config.
const bound = 1.5

// ratio is how many times as long as git config a program takes, round by round.
func (r *report) ratio(name string) benchkit.Spread {
	return benchkit.OfRatios(r.times[name], r.times[gitName])
}

func (r *report) conditions() string {
	return fmt.Sprintf("The same for all: three files with 25, 15 and 5 keys and a variable, the same values, a folder of its own for each program, output to the null device, turns of %d runs each in an order that chance changes, %d rounds after one that doesn't count; %s.\n",
		turn, r.rounds, r.machine)
}

// owed is the table of what the issue asks for.
func (r *report) owed() string {
	s := r.ratio(confctlName)
	return "| owed | asked | measured | |\n|---|---|---|---|\n" +
		fmt.Sprintf("| `confctl get`, as a ratio to `git config --get` | at most %.2f | %s | %s |\n", bound, s, s.Verdict(s.Median <= bound))
}

func (r *report) speed() string {
	var b strings.Builder
	b.WriteString("| program | what it is | ratio to `git config --get` | its own time, ms |\n|---|---|---|---|\n")
	for _, c := range r.list {
		times := benchkit.Of(r.times[c.name])
		ratio := "1"
		if c.name != gitName {
			ratio = r.ratio(c.name).String()
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %.1f (%.1f to %.1f) |\n", c.name, c.what, ratio, times.Median, times.Lower, times.Upper)
	}
	return b.String()
}

// losses is the table of what each program keeps and tells.
func (r *report) losses() string {
	var b strings.Builder
	b.WriteString("| |")
	for _, c := range r.compared() {
		b.WriteString(" " + c.name + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(r.compared())) + "\n")
	for _, row := range []struct {
		what string
		cell func(c contender, f facts) string
	}{
		{"`set` keeps comments", func(_ contender, f facts) string {
			return yes(f.edit.comments == f.edit.allComments, fmt.Sprintf("%d of %d", f.edit.comments, f.edit.allComments))
		}},
		{"`set` keeps the order of keys", func(_ contender, f facts) string { return yes(f.edit.order, "") }},
		{"`set` keeps the quotes that a string has", func(_ contender, f facts) string { return yes(f.edit.quotes, "") }},
		{"`set` keeps every byte but the value's", func(_ contender, f facts) string { return yes(f.edit.bytes, "") }},
		{"tells the layer that won", func(c contender, f facts) string { return f.told.layerCell(c) }},
		{"tells the place of the value", func(c contender, f facts) string { return f.told.placeCell(c) }},
		{"names the key that was meant", func(_ contender, f facts) string { return yes(f.told.near(), "") }},
		{"tells the place in a broken file", func(_ contender, f facts) string { return position(f.told.broken.printed) }},
		{"keeps the mode 0640", func(_ contender, f facts) string { return yes(f.mode, "") }},
		{"keeps a symbolic link a link", func(_ contender, f facts) string { return yes(f.link, "") }},
		{"survives the kill", func(_ contender, f facts) string { return f.killed.cell() }},
		{"fifty writers at once lose nothing", func(_ contender, f facts) string { return f.writers.cell() }},
	} {
		b.WriteString("| " + row.what + " |")
		for _, c := range r.compared() {
			b.WriteString(" " + row.cell(c, r.facts[c.name]) + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// compared are the programs that do what is asked of a configuration tool.
func (r *report) compared() []contender {
	var list []contender
	for _, c := range r.list {
		if c.name != helloName {
			list = append(list, c)
		}
	}
	return list
}

func yes(holds bool, but string) string {
	switch {
	case holds:
		return "yes"
	case but != "":
		return "no: " + but
	}
	return "no"
}

// merged is why a program can't be asked where a value comes from.
const merged = "–: it merges, and keeps no origin"

func (t told) layerCell(c contender) string {
	if c.origin(asked) == nil {
		return merged
	}
	return yes(t.layer(), "")
}

func (t told) placeCell(c contender) string {
	if c.origin(asked) == nil {
		return merged
	}
	return position(t.origin.printed)
}

func (k killed) cell() string {
	if k.broken > 0 {
		return fmt.Sprintf("no: %d of %d broken", k.broken, k.rounds)
	}
	if k.stopped > 0 {
		return fmt.Sprintf("yes, but %d of %d stop the next writer", k.stopped, k.rounds)
	}
	return fmt.Sprintf("yes, %d of %d", k.rounds, k.rounds)
}

func (all writers) cell() string {
	text := fmt.Sprintf("%d of %d kept", all.kept, all.all)
	if all.refused > 0 {
		text += fmt.Sprintf(", %d refused", all.refused)
	}
	if all.lost > 0 {
		text += fmt.Sprintf(", %d lost", all.lost)
	}
	if all.broken > 0 {
		text += fmt.Sprintf(", the file broken %d of %d times", all.broken, atOnce)
	}
	return text
}

// kills is the table of what was left by programs that were killed.
func (r *report) kills() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Seed %d.\n\n", r.seed)
	b.WriteString("| program | the file, bytes | rounds | ended before | old | new | neither | for instance | stopped the next writer |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, c := range r.compared() {
		k := r.facts[c.name].killed
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d | %d | %s | %d |\n", c.name, k.size, k.rounds, k.alive, k.old, k.now, k.broken, k.example, k.stopped)
	}
	return b.String()
}

// printed is what the programs said, word for word.
func (r *report) printed() string {
	var b strings.Builder
	for _, part := range []struct {
		title string
		of    func(t told) call
	}{
		{"Where does the value come from?", func(t told) call { return t.origin }},
		{"A key that is not there:", func(t told) call { return t.nearest }},
		{"A string without an end, in line " + brokenLine + ":", func(t told) call { return t.broken }},
	} {
		b.WriteString(part.title + "\n\n```text\n")
		for _, c := range r.compared() {
			if said := part.of(r.facts[c.name].told); said.command != "" {
				printed := said.printed
				if printed == "" {
					printed = "(nothing)"
				}
				fmt.Fprintf(&b, "$ %s\n%s\n", said.command, printed)
			}
		}
		b.WriteString("```\n\n")
	}
	return b.String()
}
