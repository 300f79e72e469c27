package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"systems.course/benchkit"
)

func main() {
	rounds := flag.Int("rounds", 11, "turns of each server, at least 4")
	during := flag.Duration("during", 2*time.Second, "how long a turn measures, in whole seconds")
	dir := flag.String("dir", ".", "where the databases are made, on a disk")
	keep := flag.Bool("keep", false, "print the tables and write no file")
	flag.Parse()
	if err := run(*rounds, *during, *dir, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "rest:", err)
		os.Exit(1)
	}
}

func run(rounds int, during time.Duration, dir string, keep bool) error {
	if rounds < 4 || during < time.Second {
		return fmt.Errorf("-rounds must be at least 4, for quartiles, and -during at least 1s, got %d and %v", rounds, during)
	}
	var out io.Writer
	if keep {
		out = os.Stdout
	}
	return benchkit.Publish("module-02-async-networking/benchmarks/rest", out, func() ([]benchkit.Part, string, error) {
		r, err := measureAll(rounds, during, dir)
		if err != nil {
			return nil, "", err
		}
		return []benchkit.Part{
			{Name: "conditions", Text: r.conditions()},
			{Name: "owed", Text: r.owed()},
			{Name: "speed", Text: r.speed()},
		}, r.chart(), nil
	})
}

// A report is all that was found out.
type report struct {
	rounds  int
	during  time.Duration
	machine string
	rates   map[string]map[string][]float64 // requests a second, by store and workload
}

func measureAll(rounds int, during time.Duration, within string) (r *report, err error) {
	within, err = filepath.Abs(within) // programs are run from other folders
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(within, ".bench-rest-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r = &report{
		rounds: rounds, during: during, rates: map[string]map[string][]float64{plain: {}, batch: {}, bare: {}},
		machine: fmt.Sprintf("%s, %s/%s, %d processors", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU()),
	}
	return r, r.race(dir)
}
