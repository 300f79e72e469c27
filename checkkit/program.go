package checkkit

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	readyWithin = 10 * time.Second // from the start to "listening on"
	stopWithin  = 10 * time.Second // from SIGTERM to the end
	readyPrefix = "listening on "

	// lastWords is the wait for the end of a program that seems to end. One that
	// panics closes its connections first, and prints why afterwards.
	lastWords = 300 * time.Millisecond
)

// A Program is a server under check: a process that the check started, or
// something already running that COURSE_TARGET names. Its methods are for the
// check's own goroutine.
type Program struct {
	Addr string // host:port at which it listens

	t      testing.TB
	cmd    *exec.Cmd // nil: already running, not ours
	output *tail
	done   chan struct{} // closed after err is set
	err    error         // of Wait
}

// Start runs a program of the exercise, cmd/NAME, as
//
//	NAME --addr 127.0.0.1:0 ARGS…
//
// and returns when it has printed "listening on HOST:PORT" on its standard
// output, where HOST is a loopback address at which the program listens. Any
// other end ends the check. What the program prints is read all the
// time and the last 64 KiB of it are shown if the check fails. The program is
// killed when the check ends.
//
// With COURSE_TARGET set nothing is started: the Program stands for what runs
// at that address. It has its own arguments, so that a check with args is skipped.
func Start(t testing.TB, name string, args ...string) *Program {
	t.Helper()
	if target := Target(); target != "" {
		if len(args) > 0 {
			t.Skipf("it starts %s with %s", name, strings.Join(flagNames(args), ", "))
		}
		return &Program{Addr: target, t: t}
	}
	p := &Program{t: t, output: &tail{limit: 64 << 10}, done: make(chan struct{})}
	p.cmd = exec.Command(programFile(t, name), append([]string{"--addr", "127.0.0.1:0"}, args...)...)
	p.cmd.Stderr = p.output
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatalf("checkkit: a pipe for %s: %v", name, err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("checkkit: %s cannot be started: %v", name, err)
	}
	t.Cleanup(p.cleanup)
	ready := make(chan string, 1)
	go p.read(stdout, ready)
	p.awaitReady(name, ready)
	p.verify(name)
	return p
}

// flagNames returns the flags among the arguments, without their values, which may
// be long and temporary; all of the arguments if none is a flag.
func flagNames(args []string) []string {
	var names []string
	for _, arg := range args {
		name, _, _ := strings.Cut(arg, "=")
		if strings.HasPrefix(name, "-") && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if names == nil {
		return args
	}
	return names
}

// Target returns the host:port of COURSE_TARGET, or "" if there is none and Start
// starts programs. A check's helper needs it that gives all programs arguments
// which something already running may do without.
func Target() string { return os.Getenv("COURSE_TARGET") }

func (p *Program) read(stdout io.Reader, ready chan<- string) {
	r := bufio.NewReader(stdout)
	for {
		line, err := r.ReadSlice('\n') // a longer line comes in pieces
		if addr, ok := strings.CutPrefix(strings.TrimSpace(string(line)), readyPrefix); ok {
			select {
			case ready <- addr:
			default:
			}
		}
		p.output.add(line)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			break
		}
	}
	p.err = p.cmd.Wait()
	close(p.done)
}

func (p *Program) awaitReady(name string, ready <-chan string) {
	p.t.Helper()
	want := fmt.Sprintf("%s to print %q within %v", name, readyPrefix+"127.0.0.1:PORT", readyWithin)
	timer := time.NewTimer(readyWithin)
	defer timer.Stop()
	select {
	case p.Addr = <-ready:
	case <-p.done:
		Fail(p.t, Failure{want, "its end: " + p.ending(), "a program under check says when clients may come"})
	case <-timer.C:
		Fail(p.t, Failure{want, "no such line", "a program under check says when clients may come"})
	}
}

// Stop sends SIGTERM and waits for the program's end, which must come within
// ten seconds and with exit code 0. Windows has no SIGTERM: there it kills. A
// check that needs it is skipped for something already running.
func (p *Program) Stop() {
	p.t.Helper()
	if p.cmd == nil {
		p.t.Skip("it stops the program, and what COURSE_TARGET names is not ours to stop")
	}
	if runtime.GOOS == "windows" {
		p.Kill()
		return
	}
	if err := p.cmd.Process.Signal(terminate); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Fatalf("checkkit: SIGTERM: %v", err)
	}
	because := "on SIGTERM a server finishes what it has begun and ends with exit code 0"
	timer := time.NewTimer(stopWithin)
	defer timer.Stop()
	select {
	case <-p.done:
		if p.err != nil {
			Fail(p.t, Failure{"exit code 0 after SIGTERM", p.ending(), because})
		}
	case <-timer.C:
		Fail(p.t, Failure{fmt.Sprintf("the end within %v of SIGTERM", stopWithin), "it still runs", because})
	}
}

// Kill ends the program as a crash does, with SIGKILL, and returns when it is
// gone. A check that needs it is skipped for something already running.
func (p *Program) Kill() {
	p.t.Helper()
	if p.cmd == nil {
		p.t.Skip("it kills the program, and what COURSE_TARGET names is not ours to kill")
	}
	p.end()
}

// Ours reports whether the check started the program, and so may stop it.
func (p *Program) Ours() bool { return p.cmd != nil }

// Output returns the last 64 KiB that the program has printed so far.
func (p *Program) Output() string {
	if p.output == nil {
		return ""
	}
	return p.output.String()
}

func (p *Program) cleanup() {
	if p.t.Failed() {
		p.endsWithin(lastWords)
	}
	p.end()
	if p.t.Failed() {
		text := strings.TrimRight(p.Output(), "\n")
		if text == "" {
			text = "(nothing)"
		}
		p.t.Logf("the program printed:\n%s", "  | "+strings.ReplaceAll(text, "\n", "\n  | "))
	}
}

func (p *Program) end() {
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Errorf("checkkit: kill: %v", err)
	}
	<-p.done
}

// endsWithin waits for the program's end, and reports whether it came.
func (p *Program) endsWithin(limit time.Duration) bool {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-p.done:
		return true
	case <-timer.C:
		return false
	}
}

// stubPanic is what a starter's function prints that nobody has written yet.
var stubPanic = regexp.MustCompile(`(?m)^panic: (stage \d+: .+)$`)

// ending says in what way the program has ended, which it must have.
func (p *Program) ending() string {
	if p.err == nil {
		return "exit code 0"
	}
	if m := stubPanic.FindStringSubmatch(p.Output()); m != nil {
		return p.err.Error() + ", not written yet: " + m[1]
	}
	return p.err.Error()
}

var built sync.Map // name -> func() (string, error)

// programFile returns the path of the program cmd/name: from COURSE_BIN, or built
// once for each process of checks.
func programFile(t testing.TB, name string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if dir := os.Getenv("COURSE_BIN"); dir != "" {
		return filepath.Join(dir, name)
	}
	build, _ := built.LoadOrStore(name, sync.OnceValues(func() (string, error) {
		dir, err := os.MkdirTemp("", "checkkit-")
		if err != nil {
			return "", err
		}
		path := filepath.Join(dir, name)
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		defer cancel()
		out, err := exec.CommandContext(ctx, "go", "build", "-o", path, "./cmd/"+strings.TrimSuffix(name, ".exe")).CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("%w\n%s", err, out)
		}
		return path, nil
	}))
	path, err := build.(func() (string, error))()
	if err != nil {
		t.Fatalf("checkkit: cmd/%s does not build: %v", name, err)
	}
	return path
}

// A tail keeps the last limit bytes written to it. For many goroutines.
type tail struct {
	limit int

	mu  sync.Mutex
	buf []byte
}

// Write is add, as an io.Writer.
func (w *tail) Write(p []byte) (int, error) {
	w.add(p)
	return len(p), nil
}

func (w *tail) add(p []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.buf = append(w.buf, p...)
	if over := len(w.buf) - w.limit; over > 0 {
		w.buf = append(w.buf[:0], w.buf[over:]...)
	}
}

func (w *tail) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return string(w.buf)
}
