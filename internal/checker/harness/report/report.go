// Package report runs one check in the process under check and seals what came
// of it, so that code of the attempt, which shares the process, can neither
// write a report of its own nor change this one.
package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"testing"

	"systems.course/internal/checker/harness/key"
	"systems.course/internal/checker/harness/seal"
)

// run is the one check of this process.
var run = begin()

type state struct {
	order  seal.Order
	args   []string
	env    []string
	err    error // of the order
	done   bool  // Check has been called and has returned
	report seal.Report
}

func begin() *state {
	message, args, env := key.Take()
	s := &state{args: args, env: env}
	s.err = json.Unmarshal(message, &s.order)
	clear(message) // the key should lie in as few places as can be
	s.report.Check = s.order.Check
	return s
}

// Main is the body of the generated TestMain.
func Main(m *testing.M) {
	if run.err != nil {
		fmt.Fprintln(os.Stderr, "this program is run by the course command, not by hand:", run.err)
		os.Exit(3)
	}
	switch {
	case !slices.Equal(os.Args, run.args):
		run.report.Changed = "os.Args"
	case !slices.Equal(os.Environ(), run.env):
		run.report.Changed = "the environment"
	}
	code := m.Run()
	if err := run.write(); err != nil {
		fmt.Fprintln(os.Stderr, "the report cannot be written:", err)
		code = 3
	}
	os.Exit(code)
}

// Check is the body of the generated test: it calls the ordered one of checks.
func Check(t *testing.T, checks map[string]func(*testing.T)) {
	if run.done {
		run.report.Changed = "the flags of the test binary"
		return
	}
	check := checks[run.order.Check]
	if check == nil {
		t.Fatalf("there is no check %q", run.order.Check)
	}
	ok := t.Run(run.order.Check, func(t *testing.T) {
		defer func() { run.report.Skipped = t.Skipped() }()
		defer caught(t)
		check(t)
		run.report.Completed = true
	})
	run.report.Failed = !ok // here, because a race is found when the check has returned
	run.done = true
}

// caught turns a panic of the check's goroutine into its failure.
func caught(t *testing.T) {
	if r := recover(); r != nil {
		run.report.Panic, run.report.Stack = cut(fmt.Sprint(r)), cut(string(debug.Stack()))
		t.Fail()
	}
}

// maxPanic bounds a panic's value and its stack, in bytes: the checker does not
// read a report of any length.
const maxPanic = 64 << 10

func cut(text string) string {
	if len(text) > maxPanic {
		return text[:maxPanic] + "…"
	}
	return text
}

// write leaves nothing if the check was not reached: m.Run returns 0 when a
// flag that the attempt changed selects no test.
func (s *state) write() error {
	if !s.done {
		return nil
	}
	text, err := seal.Close(s.order.Key, s.report)
	if err != nil {
		return err
	}
	// What the attempt has put there is neither followed nor waited for.
	f, err := os.OpenFile(s.order.File, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}
