package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"

	"systems.course/benchkit"
)

func main() {
	rounds := flag.Int("rounds", 31, "turns of each program, at least 4")
	kills := flag.Int("kills", 200, "how often each program is killed, at least 1")
	seed := flag.Uint64("seed", rand.Uint64(), "of the moments at which programs are killed")
	keep := flag.Bool("keep", false, "print the tables and write no file")
	flag.Parse()
	if err := run(*rounds, *kills, *seed, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "config-cli:", err)
		os.Exit(1)
	}
}

func run(rounds, kills int, seed uint64, keep bool) error {
	if rounds < 4 || kills < 1 {
		return fmt.Errorf("-rounds must be at least 4, for quartiles, and -kills at least 1, got %d and %d", rounds, kills)
	}
	var out io.Writer
	if keep {
		out = os.Stdout
	}
	return benchkit.Publish("module-01-core/benchmarks/config-cli", out, func() ([]benchkit.Part, string, error) {
		r, err := measureAll(rounds, kills, seed)
		if err != nil {
			return nil, "", err
		}
		return []benchkit.Part{
			{Name: "conditions", Text: r.conditions()},
			{Name: "owed", Text: r.owed()},
			{Name: "speed", Text: r.speed()},
			{Name: "losses", Text: r.losses()},
			{Name: "kills", Text: r.kills()},
			{Name: "printed", Text: r.printed()},
		}, r.chart(), nil
	})
}

// A report is all that was found out.
type report struct {
	rounds  int
	seed    uint64
	machine string
	list    []contender
	times   map[string][]float64 // milliseconds for a get, by program and round
	facts   map[string]facts     // by program
}

// facts are what a program keeps, tells and survives.
type facts struct {
	edit    edit
	mode    bool // 0640 stays
	link    bool // a symbolic link stays, and what it leads to is changed
	told    told
	killed  killed
	writers writers
}

func measureAll(rounds, kills int, seed uint64) (r *report, err error) {
	dir, err := os.MkdirTemp("", "config-cli-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	list, machine, err := build(dir)
	if err != nil {
		return nil, err
	}
	r = &report{rounds: rounds, seed: seed, machine: machine, list: list, times: map[string][]float64{}, facts: map[string]facts{}}
	for _, c := range list {
		if c.name == helloName {
			continue
		}
		// The same moments for all, as parts of the time that each one takes.
		random := rand.New(rand.NewPCG(seed, 0))
		if r.facts[c.name], err = factsOf(c, dir, kills, random); err != nil {
			return nil, fmt.Errorf("%s (seed %d): %w", c.name, seed, err)
		}
		fmt.Fprintf(os.Stderr, "looked at %s\n", c.name)
	}
	return r, r.race(dir)
}

func factsOf(c contender, dir string, kills int, random *rand.Rand) (f facts, err error) {
	if f.edit, err = editOf(c, dir); err != nil {
		return f, err
	}
	if f.mode, f.link, err = modeAndLink(c, dir); err != nil {
		return f, err
	}
	if f.told, err = toldBy(c, dir); err != nil {
		return f, err
	}
	if f.killed, err = kill(c, dir, kills, random); err != nil {
		return f, err
	}
	f.writers, err = writeAtOnce(c, dir)
	return f, err
}
