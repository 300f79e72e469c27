package prose

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"systems.course/internal/process"
)

// A command is a process to run to its end.
type command struct {
	argv   []string
	dir    string
	env    []string // on top of the reduced environment
	merged bool     // standard error goes to the same place as standard output, in the order of writing
	time   time.Duration
	output int // bytes that each stream may have
}

// An outcome is what became of a process.
type outcome struct {
	stdout string
	stderr string // empty if merged
	code   int    // -1 if a signal or a limit ended it
	state  string // "exit status 2", "signal: aborted"
	limit  string // which limit ended it, as the end of a sentence; "" if none did
}

func (o outcome) failed() bool { return o.code != 0 || o.limit != "" }

// failure says how a process ended, and what it printed.
func (o outcome) failure() string {
	printed := excerpt(o.stdout + o.stderr)
	if o.limit != "" {
		return o.limit + printed
	}
	return "ends with " + o.state + printed
}

// execute runs a command and everything that it starts in its process group; none of it is left afterwards (on
// Windows its children are). An error means that the process could not be started, or that ctx ended.
func execute(ctx context.Context, c command) (outcome, error) {
	path, err := exec.LookPath(c.argv[0])
	if err != nil {
		return outcome{}, err
	}
	r, err := process.Run(ctx, process.Command{
		Path: path, Args: c.argv[1:], Dir: c.dir, Env: append(environment(os.Environ()), c.env...),
		Limit: c.time, Output: c.output, Merged: c.merged, Strict: true,
	})
	if err != nil {
		return outcome{}, fmt.Errorf("run %s: %w", c.argv[0], err)
	}
	out := outcome{stdout: unixLines(r.Stdout), stderr: unixLines(r.Stderr), code: r.Exit, state: fmt.Sprintf("exit status %d", r.Exit)}
	if r.Signal != "" {
		out.state = "signal: " + r.Signal
	}
	switch {
	case r.Dropped > 0:
		out.limit = fmt.Sprintf("prints more than %d bytes", c.output)
	case r.TimedOut:
		out.limit = fmt.Sprintf("does not end within %v", c.time)
	case r.Held:
		out.limit = "ends, but leaves a process behind that holds its output open"
	}
	return out, nil
}

func unixLines(text []byte) string { return strings.ReplaceAll(string(text), "\r\n", "\n") }

var (
	// inherited are the variables that programs get: what toolchains need to find themselves, their caches and the
	// network's way out, on Unix and on Windows.
	inherited = []string{
		"PATH", "HOME", "TMPDIR", "LANG", "CC", "CXX", "CGO_ENABLED", "XDG_CACHE_HOME", "RUSTUP_HOME", "CARGO_HOME",
		"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR",
		"SYSTEMROOT", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "TEMP", "TMP", "PATHEXT", "COMSPEC",
	}
	// withheld are variables of Go's that change what a program does or prints.
	withheld = []string{
		"GODEBUG", "GOGC", "GOMEMLIMIT", "GOMAXPROCS", "GOTRACEBACK", "GORACE", "GOCOVERDIR", "GOWORK", "GOOS", "GOARCH",
	}
)

// environment reduces an environment to what cannot change what a program prints.
func environment(full []string) []string {
	var kept []string
	for _, entry := range full {
		name, _, _ := strings.Cut(entry, "=")
		name = strings.ToUpper(name)
		if slices.Contains(inherited, name) || strings.HasPrefix(name, "GO") && !slices.Contains(withheld, name) {
			kept = append(kept, entry)
		}
	}
	return append(kept, "NO_COLOR=1", "PYTHONDONTWRITEBYTECODE=1", "PYTHONUTF8=1")
}
