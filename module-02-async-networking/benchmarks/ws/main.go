package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"systems.course/benchkit"
	"systems.course/benchmarks/networking/internal/broadcast"
)

func main() {
	var o broadcast.Options
	flag.IntVar(&o.Rounds, "rounds", 15, "turns of each server, at least 4")
	flag.DurationVar(&o.During, "during", time.Second, "how long a turn measures")
	flag.IntVar(&o.Idle, "idle", 10_000, "idle connections for the table of memory")
	keep := flag.Bool("keep", false, "print the tables and write no file")
	flag.Parse()
	if err := run(o, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "ws:", err)
		os.Exit(1)
	}
}

func run(o broadcast.Options, keep bool) error {
	if err := o.Check(); err != nil {
		return err
	}
	var out io.Writer
	if keep {
		out = os.Stdout
	}
	return benchkit.Publish("module-02-async-networking/benchmarks/ws", out, func() ([]benchkit.Part, string, error) {
		r, err := broadcast.Measure(o, fastName, contenders)
		if err != nil {
			return nil, "", err
		}
		return []benchkit.Part{
			{Name: "conditions", Text: conditions(r)},
			{Name: "owed", Text: owed(r)},
			{Name: "deliveries", Text: r.Deliveries()},
			{Name: "stalled", Text: r.Stalled()},
			{Name: "idle", Text: r.IdleTable()},
		}, r.Chart("notify, one log for all: how many times the deliveries of … (over 1: more)", 16), nil
	})
}
