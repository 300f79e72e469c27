package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"systems.course/internal/catalog"
	"systems.course/internal/coursetest"
)

// program is the built command.
var program string

func TestMain(m *testing.M) {
	code := func() int {
		dir, err := os.MkdirTemp("", "course-test-")
		if err != nil {
			panic(err)
		}
		defer func() {
			if err := os.RemoveAll(dir); err != nil {
				panic(err)
			}
		}()
		program = filepath.Join(dir, "course")
		if runtime.GOOS == "windows" {
			program += ".exe"
		}
		if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
			panic(string(out))
		}
		return m.Run()
	}()
	os.Exit(code)
}

// A user sits at the root of a copy of the demo course.
type user struct {
	t      *testing.T
	course *catalog.Course
	dir    string
	env    []string
}

func newUser(t *testing.T) *user {
	t.Helper()
	c := coursetest.New(t)
	return &user{t: t, course: c, dir: c.Root, env: append(os.Environ(), "COURSE_ROOT=", "NO_COLOR=")}
}

// raw runs the command and returns its output and exit code.
func (u *user) raw(args ...string) (stdout, stderr string, exit int) {
	u.t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Env = u.dir, u.env
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		require.NoError(u.t, err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// run is raw for output that is to be read in a terminal of 80 columns, here
// through a pipe.
func (u *user) run(args ...string) (stdout, stderr string, exit int) {
	u.t.Helper()
	stdout, stderr, exit = u.raw(args...)
	require.NotContains(u.t, stdout, "\x1b", "no escapes in a pipe")
	for line := range strings.Lines(stdout) {
		require.LessOrEqual(u.t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), 80, "a line of more than 80 columns: %s", line)
	}
	return stdout, stderr, exit
}

// succeeds runs a command that must end well and show each of want.
func (u *user) succeeds(args []string, want ...string) string {
	u.t.Helper()
	stdout, stderr, exit := u.run(args...)
	require.Zero(u.t, exit, "course %v\n%s%s", args, stdout, stderr)
	for _, w := range want {
		require.Contains(u.t, stdout, w)
	}
	return stdout
}

// fails runs a command that must end with the exit code and say each of want.
func (u *user) fails(code int, args []string, want ...string) {
	u.t.Helper()
	stdout, stderr, exit := u.run(args...)
	require.Equal(u.t, code, exit, "course %v\n%s%s", args, stdout, stderr)
	said := strings.Join(strings.Fields(stdout+stderr), " ") // long lines are folded
	for _, w := range want {
		require.Contains(u.t, said, strings.Join(strings.Fields(w), " "))
	}
	require.NotContains(u.t, stderr, "goroutine ", "a panic")
}

// counts returns the outcome and the counts of what a check with --json prints.
func (u *user) counts(args ...string) checkReport {
	u.t.Helper()
	stdout, stderr, _ := u.raw(args...)
	var r struct {
		Outcome    string
		Passed, Of int
	}
	require.NoError(u.t, json.Unmarshal([]byte(stdout), &r), "%s%s", stdout, stderr)
	return checkReport{Outcome: r.Outcome, Passed: r.Passed, Of: r.Of}
}

func (u *user) write(name, text string) {
	u.t.Helper()
	require.NoError(u.t, os.WriteFile(filepath.Join(u.dir, filepath.FromSlash(name)), []byte(text), 0o644))
}

func (u *user) read(name string) string {
	u.t.Helper()
	text, err := os.ReadFile(filepath.Join(u.dir, filepath.FromSlash(name)))
	require.NoError(u.t, err)
	return string(text)
}
