package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/pprof"
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
	fmt.Println("  flat    cum")
	for _, name := range []string{"first.Unquote", "runtime.concatstrings", "runtime.mallocgc", "runtime.memmove"} {
		flat, cum := shares(string(top), name)
		fmt.Printf("%6s %6s  %s\n", flat, cum, name)
	}
	return nil
}

// shares returns the columns flat% and cum% of a function's row in pprof's table.
func shares(top, name string) (flat, cum string) {
	row := regexp.MustCompile(`(?m)^ *\S+ +(\S+%) +\S+% +\S+ +(\S+%) +(?:\S*/)?` + regexp.QuoteMeta(name) + `(?: |$)`)
	if found := row.FindStringSubmatch(top); found != nil {
		return found[1], found[2]
	}
	return "0%", "0%"
}

// record writes the profile of a second.
func record(name string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return err
	}
	line := first.Quote(strings.Repeat("x", 10_000))
	for start := time.Now(); time.Since(start) < time.Second; {
		if _, _, err := first.Unquote(line); err != nil {
			return err
		}
	}
	pprof.StopCPUProfile()
	return file.Close()
}
