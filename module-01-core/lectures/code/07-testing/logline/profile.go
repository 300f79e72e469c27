package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"

	"systems.course/module01/07-testing/first"
)

// profile reads lines for some time under the CPU profiler, and shows the rows of
// pprof's table that matter here.
func profile() error {
	dir, err := os.MkdirTemp("", "profile")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a leftover in the temporary folder
	file := filepath.Join(dir, "cpu.pprof")
	if err := record(file); err != nil {
		return err
	}
	top, err := exec.Command("go", "tool", "pprof", "-top", "-cum", "-nodefraction=0", file).Output()
	if err != nil {
		return err
	}
	count, err := samples(string(top))
	if err != nil {
		return err
	}
	fmt.Printf("%d samples\n", count)
	fmt.Println("flat   cum")
	for _, name := range []string{
		"first.Unquote", "runtime.concatstrings", "runtime.mallocgc", "runtime.memmove",
		"runtime.gcBgMarkWorker", "runtime.bgscavenge",
	} {
		flat, cum, err := shares(string(top), name)
		if err != nil {
			return err
		}
		fmt.Printf("%3.0f%%  %3.0f%%  %s\n", flat, cum, name)
	}
	return nil
}

// samples returns how many samples of 10 milliseconds pprof's table sums up.
func samples(top string) (int, error) {
	found := regexp.MustCompile(`Total samples = ([0-9.]+m?s)`).FindStringSubmatch(top)
	if found == nil {
		return 0, nil
	}
	d, err := time.ParseDuration(found[1])
	return int(d / (10 * time.Millisecond)), err
}

// shares returns the columns flat% and cum% of a function's row in pprof's table,
// or zeros if it has none.
func shares(top, name string) (flat, cum float64, err error) {
	row := regexp.MustCompile(`(?m)^ *\S+ +(\S+)% +\S+% +\S+ +(\S+)% +(?:\S*/)?` + regexp.QuoteMeta(name) + `(?: |$)`)
	found := row.FindStringSubmatch(top)
	if found == nil {
		return 0, 0, nil
	}
	if flat, err = strconv.ParseFloat(found[1], 64); err != nil {
		return 0, 0, err
	}
	cum, err = strconv.ParseFloat(found[2], 64)
	return flat, cum, err
}

// record writes the profile of two seconds.
func record(name string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return err
	}
	line := first.Quote(strings.Repeat("x", 10_000))
	for start := time.Now(); time.Since(start) < 2*time.Second; {
		if _, _, err := first.Unquote(line); err != nil {
			return err
		}
	}
	pprof.StopCPUProfile()
	return file.Close()
}
