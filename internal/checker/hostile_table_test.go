//go:build unix

package checker_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/internal/checker"
)

// What a hostile attempt's files, testdata/hostile/NAME, are put on top of.
type base int

const (
	honest base = iota // the solution, whose Value calls hostile() first
	stub               // does nothing right, so that it passes by deceit only
	whole              // the solution
	server             // the solution of the exercise echo
)

// A hostile attempt, and what the checker must say of it.
type hostile struct {
	name    string
	files   string // NAME, if it is not the name
	base    base
	outcome checker.Outcome
	cause   checker.Cause // of the first check that did not pass
	says    string        // is contained in its message, in what the compiler says, or in the checker's refusal
	suspect string        // is contained in what is suspect; empty: nothing may be

	every  bool                                          // all checks of stage 1 are run, not only the first
	limit  time.Duration                                 // of a check; zero: enough
	change func(*checker.Job)                            // changes the job
	make   func(t *testing.T, dir string)                // puts into the folder what cannot lie in a repository
	also   func(*testing.T, *checker.Checker, verdict)   // looks closer
	needs  func(*testing.T) (skip string, missing error) // what the machine must have
}

const (
	passed, failed = checker.Passed, checker.Failed

	hang     = time.Second // the limit of a check that has no end
	os_      = `"os"`
	syscall_ = `"syscall"`
)

var hostiles = []hostile{
	// Those that wait for the longest come first.
	{name: "ignores-sigterm", base: server, every: true, cause: checker.Assertion, says: "expected  the end within 10s of SIGTERM\ngot       it still runs", limit: time.Minute},
	{name: "build-without-end", base: whole, cause: checker.Build, says: "the build was ended after 4s, which is the checker's limit", make: hugeSource, change: func(j *checker.Job) { j.BuildLimit = 4 * time.Second }},
	{name: "race-to-reach-memory", cause: checker.Assertion, says: "the race detector saw two goroutines at the same memory", change: func(j *checker.Job) { j.Race = true }, needs: compiler},

	{name: "endless-loop", cause: checker.Timeout, says: "no end after 1s: an endless loop", limit: hang, every: true, also: twoTimeouts},
	{name: "deadlock", cause: checker.Crash, says: "all goroutines are asleep - deadlock!\nat hostile.go:"},
	{name: "deadlock-beside-a-sleeper", cause: checker.Timeout, says: "at hostile.go:", limit: hang},
	{name: "goroutine-without-end", outcome: passed},
	{name: "ignores-signals", cause: checker.Timeout, says: "no end after 1s", suspect: `"os/signal"`, limit: hang},
	{name: "stops-itself", cause: checker.Timeout, says: "no end after 1s", suspect: syscall_, limit: hang},
	{name: "closes-its-output", outcome: passed, suspect: os_},
	{name: "closes-its-output-and-goes-on", cause: checker.Timeout, says: "no end after 1s", suspect: os_, limit: hang},

	{name: "loud", outcome: passed, also: boundedOutput},
	{name: "long-line", outcome: passed, also: boundedOutput},
	{name: "memory", cause: checker.Memory, says: "more than 256 MiB of memory", change: small, needs: linux},
	{name: "memory-at-once", cause: checker.Crash, says: "the Go runtime ended the process: out of memory"},
	{name: "stack", cause: checker.Memory, says: "or calls itself without an end", change: small, needs: linux},
	{name: "fills-the-disk", cause: checker.Disk, says: "more than 64 MiB or 2000 files", suspect: os_, change: small},
	{name: "fills-the-disk-and-ends", cause: checker.Disk, says: "more than 64 MiB or 2000 files", suspect: os_, change: small},
	{name: "many-files", cause: checker.Disk, says: "more than 64 MiB or 2000 files", suspect: os_, change: small},
	{name: "fork-bomb", cause: checker.Processes, says: "more than 64 processes at once", suspect: `"os/exec"`, needs: linux},
	{name: "orphans", outcome: passed, suspect: `"os/exec"`, also: leftProcesses, needs: linux},
	{name: "orphans-with-our-output", outcome: passed, suspect: `"os/exec"`, also: leftProcesses},
	{name: "writes-outside", outcome: passed, suspect: os_, also: wroteOutside},
	{name: "writes-outside-of-a-sandbox", files: "writes-outside", cause: checker.Panic, says: "panic: open ", suspect: os_, change: sandboxed, needs: bubblewrap},
	{name: "makes-a-read-only-folder", outcome: passed, suspect: os_},
	{name: "folder-gone", base: stub, suspect: os_},

	{name: "somebody-elses-port", base: server, cause: checker.Assertion, says: "got       another process listens there", make: foreignPort, needs: linux},
	{name: "whole-network", base: server, cause: checker.Assertion, says: `got       "listening on [::]:`},

	{name: "exit-0-in-init", base: stub, cause: checker.Crash, says: "ended with exit code 0 before the check was done", suspect: os_},
	{name: "exit-1-in-init", base: whole, cause: checker.Crash, says: "ended with exit code 1 before the check was done", suspect: os_},
	{name: "exit-0", cause: checker.Panic, says: "unexpected call to os.Exit(0) during test", suspect: os_},
	{name: "exit-1", cause: checker.Crash, says: "ended with exit code 1 before the check was done", suspect: os_},
	{name: "exit-in-a-goroutine", cause: checker.Crash, says: "ended with exit code 1 before the check was done", suspect: os_},
	{name: "syscall-exit", cause: checker.Crash, says: "ended with exit code 0 before the check was done", suspect: syscall_},
	{name: "goexit", cause: checker.Panic, says: "runtime.Goexit"},
	{name: "log-fatal", cause: checker.Crash, says: "ended with exit code 1"},
	{name: "huge-panic", cause: checker.Panic, says: "panic: oh oh oh"},
	{name: "panic-in-init", base: whole, cause: checker.Panic, says: "panic: oh\nat hostile.go:"},
	{name: "panic-in-a-goroutine", cause: checker.Panic, says: "panic: oh\nat hostile.go:"},
	{name: "kills-itself", cause: checker.Crash, says: "ended with the signal killed", suspect: syscall_},
	{name: "kills-its-parent", cause: checker.Tampering, says: "the process that watches over it", suspect: syscall_, needs: linux},

	{name: "forged-lines", base: stub, cause: checker.Assertion, says: "New() != nil"},
	{name: "forged-lines-and-exit", base: stub, cause: checker.Crash, says: "exit code 0", suspect: os_},
	{name: "forged-events", base: stub, cause: checker.Crash, says: "exit code 0", suspect: os_},
	{name: "report-of-its-own", base: stub, cause: checker.Tampering, says: "the report cannot be written", suspect: os_},
	{name: "report-a-pipe", base: stub, cause: checker.Tampering, says: "the report cannot be written", suspect: os_},
	{name: "report-zeros", base: stub, cause: checker.Tampering, says: "the report cannot be written", suspect: os_},
	{name: "report-sparse", base: stub, cause: checker.Tampering, says: "the report cannot be written", suspect: os_},
	{name: "report-a-folder", base: stub, cause: checker.Tampering, says: "the report cannot be written", suspect: os_},
	{name: "arguments", base: stub, cause: checker.Tampering, says: "the check was never run", suspect: os_},
	{name: "arguments-in-place", base: stub, cause: checker.Tampering, says: "the check was never run", suspect: os_},
	{name: "arguments-of-correct-code", base: whole, cause: checker.Tampering, says: "changed os.Args", suspect: os_},
	{name: "flags", base: stub, suspect: `"flag"`},
	{name: "flags-replaced", base: stub, suspect: `"flag"`},
	{name: "environment", base: whole, cause: checker.Tampering, says: "changed the environment", suspect: os_},
	{name: "order", base: stub, cause: checker.Assertion, says: "New() != nil", suspect: os_},
	{name: "order-spied", base: whole, outcome: passed, suspect: os_, also: spiedNothing},

	{name: "own-tests", base: stub, every: true, cause: checker.Assertion, says: "New() != nil", also: fourChecks},
	{name: "edited-checks", base: stub, every: true, cause: checker.Assertion, says: "New() != nil", also: fourChecks},
	{name: "own-checkkit", base: stub, every: true, cause: checker.Assertion, says: "New() != nil", also: fourChecks},
	{name: "does-not-build", base: whole, cause: checker.Build, says: `hostile.go:3:19: cannot use "no number"`},
	{name: "embeds-from-outside", base: whole, cause: checker.Build, says: "invalid pattern syntax", suspect: `"embed"`},
	{name: "large-program", base: whole, cause: checker.Build, says: "the built program has 2", make: largeProgram},
	{name: "ignored-by-the-build", base: whole, outcome: passed, suspect: `"unsafe"`},
	{name: "strange-names", base: whole, outcome: passed, make: strangeNames, needs: linux},
	{name: "symbolic-links", base: whole, outcome: passed, make: symbolicLinks, also: notes(
		`"loop" is a symbolic link and was not followed`, `"passwd.go" is a symbolic link and was not followed`)},
	{name: "read-only-folder", base: whole, outcome: passed, make: readOnlyFolder},
	{name: "pipe", base: whole, outcome: passed, make: pipe, also: notes(`"pipe.go" is no regular file and was left out`)},
	{name: "unreadable", base: whole, says: `".": cannot be read: permission denied`, make: unreadable, needs: permissions},
	{name: "not-a-folder", base: whole, says: `".": cannot be read: not a directory`, change: func(j *checker.Job) { j.Attempt = filepath.Join(j.Attempt, "counter.go") }},
	{name: "too-large", base: whole, says: `"big.go": is larger than 8 MiB`, make: tooLarge},

	// What deceives the checks, and is suspect therefore.
	{name: "key-by-syscall", base: stub, outcome: passed, suspect: `"early/early.go":5: "syscall" can end or replace the checks' process`},
	{name: "key-by-linkname", base: stub, outcome: passed, suspect: "//go:linkname can reach unexported parts of the checks"},
	{name: "library-changed", base: whole, outcome: passed, suspect: "strconv.ErrRange is changed, and the checks see it"},
	{name: "tells-the-check", base: whole, every: true, also: oneOfFour, cause: checker.Assertion, suspect: "runtime.Stack can tell which check is running"},
	{name: "plugin", base: whole, outcome: passed, suspect: `"plugin"`},
}

// small limits are passed before a laptop feels it.
func small(j *checker.Job) {
	j.Limits = checker.Limits{Memory: 256 << 20, Disk: 64 << 20, Files: 2000}
}

func hugeSource(t *testing.T, dir string) {
	var text strings.Builder
	text.WriteString("package counter\n\n")
	for i := range 100_000 {
		fmt.Fprintf(&text, "func f%d(m map[string]int) int { m[\"%d\"]++; return len(m) + %d }\n", i, i, i)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "huge.go"), []byte(text.String()), 0o644))
}

func largeProgram(t *testing.T, dir string) {
	text := "package counter\n\nvar Large = [200 << 20]byte{1}\n\nfunc init() { Large[1] = Large[0] }\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "large.go"), []byte(text), 0o644))
}

func tooLarge(t *testing.T, dir string) {
	require.NoError(t, os.WriteFile(filepath.Join(dir, "big.go"), make([]byte, 9<<20), 0o644))
}

// foreignPort lets the program name the port of somebody else's server.
func foreignPort(t *testing.T, dir string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	text := fmt.Sprintf("package main\n\nconst foreign = %q\n", l.Addr())
	require.NoError(t, os.WriteFile(filepath.Join(dir, "cmd", "echod", "foreign.go"), []byte(text), 0o644))
}

func symbolicLinks(t *testing.T, dir string) {
	require.NoError(t, os.Symlink("/etc/passwd", filepath.Join(dir, "passwd.go")))
	require.NoError(t, os.Symlink(".", filepath.Join(dir, "loop")))
}

func readOnlyFolder(t *testing.T, dir string) {
	folder := filepath.Join(dir, "data")
	require.NoError(t, os.Mkdir(folder, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "a.txt"), nil, 0o444))
	require.NoError(t, os.Chmod(folder, 0o555))
	t.Cleanup(func() { require.NoError(t, os.Chmod(folder, 0o755)) })
}

func unreadable(t *testing.T, dir string) {
	require.NoError(t, os.Chmod(dir, 0))
	t.Cleanup(func() { require.NoError(t, os.Chmod(dir, 0o755)) })
}

func strangeNames(t *testing.T, dir string) {
	for _, name := range []string{"a b", "new\nline", "quo\"te'", "-rf", "ü*?$(id);&|", "\xff"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".txt"), nil, 0o644))
	}
	for _, name := range []string{"a b.go", "new\nline.go", "quo\"te'.go", "ü$(id);&|.go"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("package counter\n"), 0o644))
	}
}
