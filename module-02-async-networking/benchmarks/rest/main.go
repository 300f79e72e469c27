package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
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
	text, err := os.ReadFile("README.md")
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("no README.md here: run it in module-02-async-networking/benchmarks/rest")
	}
	if err != nil {
		return err
	}
	r, err := measureAll(rounds, during, dir)
	if err != nil {
		return err
	}
	parts := map[string]string{"conditions": r.conditions(), "owed": r.owed(), "speed": r.speed()}
	if keep {
		for _, name := range []string{"conditions", "owed", "speed"} {
			fmt.Println(parts[name])
		}
		return nil
	}
	filled, err := benchkit.Fill(string(text), parts)
	if err != nil {
		return err
	}
	if err := os.WriteFile("README.md", []byte(filled), 0o644); err != nil {
		return err
	}
	return os.WriteFile("chart.svg", []byte(r.chart()), 0o644)
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
		rounds: rounds, during: during, rates: map[string]map[string][]float64{plain: {}, batch: {}},
		machine: fmt.Sprintf("%s, %s/%s, %d processors", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU()),
	}
	return r, r.race(dir)
}
