package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"systems.course/benchkit"
	"systems.course/benchmarks/networking/internal/broadcast"
)

func main() {
	rounds := flag.Int("rounds", 15, "turns of each server, at least 4")
	during := flag.Duration("during", time.Second, "how long a turn measures")
	idle := flag.Int("idle", 10_000, "idle connections for the table of memory")
	keep := flag.Bool("keep", false, "print the tables and write no file")
	flag.Parse()
	if err := run(*rounds, *during, *idle, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "ws:", err)
		os.Exit(1)
	}
}

func run(rounds int, during time.Duration, idle int, keep bool) error {
	if rounds < 4 || during < 10*time.Millisecond || idle < 1 {
		return fmt.Errorf("-rounds must be at least 4, for quartiles, -during at least 10ms and -idle at least 1, got %d, %v and %d", rounds, during, idle)
	}
	var out io.Writer
	if keep {
		out = os.Stdout
	}
	return benchkit.Publish("module-02-async-networking/benchmarks/ws", out, func() ([]benchkit.Part, string, error) {
		r, err := measureAll(rounds, during, idle)
		if err != nil {
			return nil, "", err
		}
		return []benchkit.Part{
			{Name: "conditions", Text: r.conditions()},
			{Name: "owed", Text: r.owed()},
			{Name: "deliveries", Text: r.deliveries()},
			{Name: "idle", Text: r.idleTable()},
		}, r.chart(), nil
	})
}

// A report is all that was found out.
type report struct {
	rounds  int
	during  time.Duration
	idle    int
	machine string
	list    []broadcast.Contender
	rates   broadcast.Rates
	memory  map[string]float64 // bytes an idle connection, by server
}

func measureAll(rounds int, during time.Duration, idle int) (r *report, err error) {
	dir, err := os.MkdirTemp("", "bench-ws-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r = &report{
		rounds: rounds, during: during, idle: idle, memory: map[string]float64{},
		machine: fmt.Sprintf("%s, %s/%s, %d processors", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU()),
	}
	if r.list, err = contenders(dir); err != nil {
		return nil, err
	}
	for _, c := range r.list {
		if c.Talk.Ready == nil {
			c.Talk.Ready = c.Talk.Join
		}
		if r.memory[c.Name], err = broadcast.IdleMemory(c, dir, idle); err != nil {
			return nil, fmt.Errorf("%d idle connections: %w", idle, err)
		}
		fmt.Fprintf(os.Stderr, "counted the memory of %s\n", c.Name)
	}
	r.rates, err = broadcast.Race(r.list, dir, rounds, during)
	return r, err
}
