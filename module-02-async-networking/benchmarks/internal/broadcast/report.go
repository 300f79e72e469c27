package broadcast

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"systems.course/benchkit"
)

// Options are how long and how often it is measured.
type Options struct {
	Rounds int           // turns of each server, at least 4: quartiles
	During time.Duration // of a turn, at least 10 ms
	Idle   int           // connections for the table of memory, at least 1
}

// Check returns an error if one of them is out of its bounds.
func (o Options) Check() error {
	if o.Rounds < 4 || o.During < 10*time.Millisecond || o.Idle < 1 {
		return fmt.Errorf("-rounds must be at least 4, for quartiles, -during at least 10ms and -idle at least 1, got %d, %v and %d", o.Rounds, o.During, o.Idle)
	}
	return nil
}

// A Report is all that was found out.
type Report struct {
	Options
	Machine string
	Own     string // the contender that the others are compared with
	List    []Contender
	Rates   Rates
	Memory  map[string]float64 // bytes an idle connection, by server
}

// Measure builds the contenders in a folder of its own, counts their memory and
// lets them take turns.
func Measure(o Options, own string, contenders func(dir string) ([]Contender, error)) (r *Report, err error) {
	dir, err := os.MkdirTemp("", "bench-broadcast-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r = &Report{
		Options: o, Own: own, Memory: map[string]float64{},
		Machine: fmt.Sprintf("%s, %s/%s, %d processors", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU()),
	}
	if r.List, err = contenders(dir); err != nil {
		return nil, err
	}
	for _, c := range r.List {
		if r.Memory[c.Name], err = idleMemory(c, dir, o.Idle); err != nil {
			return nil, fmt.Errorf("%d idle connections: %w", o.Idle, err)
		}
		fmt.Fprintf(os.Stderr, "counted the memory of %s\n", c.Name)
	}
	r.Rates, err = Race(r.List, dir, o.Rounds, o.During)
	return r, err
}

// Ratio is how many times as many deliveries our own makes as another.
func (r *Report) Ratio(other string, s Setting) benchkit.Spread {
	return r.Rates.Ratio(r.Own, other, s)
}

// Deliveries is the table of all servers: our own in numbers, the others by ratio.
func (r *Report) Deliveries() string {
	var b strings.Builder
	b.WriteString("| server | what it is |")
	for _, s := range Settings() {
		b.WriteString(" " + s.String() + " |")
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(Settings())) + "\n")
	for _, c := range r.List {
		fmt.Fprintf(&b, "| %s | %s |", c.Name, c.What)
		for _, s := range Settings() {
			if c.Name == r.Own {
				fmt.Fprintf(&b, " %.2f million a second |", r.Rates.Of(r.Own, s).Median/1e6)
			} else {
				fmt.Fprintf(&b, " %s |", r.Ratio(c.Name, s))
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// Stalled is the table of those that were measured with a member that doesn't read.
func (r *Report) Stalled() string {
	var b strings.Builder
	b.WriteString("| server, one member stalled |")
	for _, members := range Sizes {
		fmt.Fprintf(&b, " %d members |", members)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(Sizes)) + "\n")
	for _, c := range r.List {
		if !c.Stall {
			continue
		}
		fmt.Fprintf(&b, "| %s, as a part of its deliveries without |", c.Name)
		for _, members := range Sizes {
			fmt.Fprintf(&b, " %s |", r.Rates.Stalled(c.Name, members))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// IdleTable is the table of memory.
func (r *Report) IdleTable() string {
	var b strings.Builder
	fmt.Fprintf(&b, "| server | KiB for each of %d idle connections |\n|---|---|\n", r.Idle)
	for _, c := range r.List {
		fmt.Fprintf(&b, "| %s | %.1f |\n", c.Name, r.Memory[c.Name]/1024)
	}
	return b.String()
}

// Chart draws the ratios up to most.
func (r *Report) Chart(title string, most float64) string {
	c := benchkit.Chart{Title: title, Most: most, Lines: []benchkit.Line{{At: 1}}}
	for _, s := range Settings() {
		g := benchkit.Group{Title: s.String()}
		for _, other := range r.List {
			if other.Name != r.Own {
				ratio := r.Ratio(other.Name, s)
				g.Bars = append(g.Bars, benchkit.Bar{Name: other.Name, Spread: ratio, Loss: ratio.Median < 1})
			}
		}
		c.Groups = append(c.Groups, g)
	}
	return c.SVG()
}
