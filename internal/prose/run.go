package prose

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
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

// drain is how long a process's output is waited for after its end, in case it left children that hold it open.
const drain = time.Second

// execute runs a command and everything that it starts in its process group; none of it is left afterwards (on
// Windows its children are). An error means that the process could not be started, or that ctx ended.
func execute(ctx context.Context, c command) (outcome, error) {
	limited, cancel := context.WithTimeout(ctx, c.time)
	defer cancel()
	cmd := exec.CommandContext(limited, c.argv[0], c.argv[1:]...)
	cmd.Dir = c.dir
	cmd.Env = append(environment(os.Environ()), c.env...)
	cmd.WaitDelay = drain
	stdout, stderr := &buffer{limit: c.output, full: cancel}, &buffer{limit: c.output, full: cancel}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	if c.merged {
		cmd.Stderr = stdout
	}
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		return outcome{}, fmt.Errorf("start %s: %w", c.argv[0], err)
	}
	err := cmd.Wait()
	if killErr := killGroup(cmd); killErr != nil {
		return outcome{}, fmt.Errorf("end the processes of %s: %w", c.argv[0], killErr)
	}
	if ctx.Err() != nil {
		return outcome{}, ctx.Err()
	}

	out := outcome{
		stdout: stdout.String(), stderr: stderr.String(), code: cmd.ProcessState.ExitCode(), state: cmd.ProcessState.String(),
	}
	var exit *exec.ExitError
	switch {
	case stdout.exceeded() || stderr.exceeded():
		out.limit = fmt.Sprintf("prints more than %d bytes", c.output)
	case errors.Is(limited.Err(), context.DeadlineExceeded):
		out.limit = fmt.Sprintf("does not end within %v", c.time)
	case errors.Is(err, exec.ErrWaitDelay):
		out.limit = "ends, but leaves a process behind that holds its output open"
	case err != nil && !errors.As(err, &exit):
		return outcome{}, fmt.Errorf("run %s: %w", c.argv[0], err)
	}
	return out, nil
}

// A buffer keeps up to limit bytes. When more come it calls full, and drops them.
type buffer struct {
	limit int
	full  func()

	mu       sync.Mutex
	kept     bytes.Buffer
	overflow bool
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	room := b.limit - b.kept.Len()
	b.kept.Write(p[:min(len(p), room)])
	if len(p) > room && !b.overflow {
		b.overflow = true
		b.full()
	}
	return len(p), nil
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.ReplaceAll(b.kept.String(), "\r\n", "\n")
}

func (b *buffer) exceeded() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.overflow
}

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
