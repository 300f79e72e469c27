// Package process runs a command that is not trusted to end, to be quiet or to
// clean up behind it: within a time limit, with bounded output, and with what it
// started gone afterwards.
//
// On Unix the command leads a process group of its own and the group is killed
// when it ends; a descendant that leaves the group is not found. Elsewhere only
// the command itself is killed.
package process

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"
)

// OutputLimit is how much of each output stream is kept when Command.Output is
// zero: half of it from the beginning, half from the end.
const OutputLimit = 256 << 10

// A Command is what to run. Path and Limit must be set.
type Command struct {
	Path   string
	Args   []string // without the program's name
	Dir    string
	Env    []string // the whole environment; nil: empty
	Stdin  []byte
	Limit  time.Duration
	Output int // bytes kept of each output stream; 0: OutputLimit

	// Merged sends both output streams to Result.Stdout, in the order of writing.
	Merged bool

	// Strict ends the command when a stream has more than Output bytes.
	Strict bool

	// Quit asks a Go program for a dump of its goroutines before it is killed
	// at the time limit (SIGQUIT). It costs up to a second.
	Quit bool
}

// A Result is how a command ended.
type Result struct {
	Stdout, Stderr []byte
	Dropped        int64  // bytes of both streams that were not kept
	Held           bool   // it ended, and left a process that held its output open
	Exit           int    // exit code; -1 after a signal
	Signal         string // its name, if a signal ended the command
	TimedOut       bool
	Time           time.Duration
}

const (
	quitGrace = time.Second            // from SIGQUIT to SIGKILL
	pipeGrace = 500 * time.Millisecond // from the end to closed output pipes
)

// Run runs the command and waits for its end. However the command ends, the
// error is nil: it says that the command could not be run, or that ctx ended
// first, in which case the command is gone too.
func Run(ctx context.Context, c Command) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	limit := c.Output
	if limit == 0 {
		limit = OutputLimit
	}
	full := make(chan struct{}, 2)
	stdout, stderr := newEnds(limit, full), newEnds(limit, full)
	cmd := exec.Command(c.Path, c.Args...)
	cmd.Dir, cmd.Env = c.Dir, append([]string{}, c.Env...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(c.Stdin), stdout, stderr
	if c.Merged {
		cmd.Stderr = stdout
	}
	cmd.WaitDelay = pipeGrace
	group(cmd)
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return Result{}, err
	}
	if !c.Strict {
		full = nil
	}
	result, err := wait(ctx, cmd, c, full)
	result.Stdout, result.Stderr = stdout.bytes(), stderr.bytes()
	result.Dropped = stdout.dropped() + stderr.dropped()
	result.Exit, result.Signal = cmd.ProcessState.ExitCode(), signal(cmd.ProcessState)
	result.Time = time.Since(start)
	return result, err
}

// wait returns when the command has ended by itself, or has been killed.
func wait(ctx context.Context, cmd *exec.Cmd, c Command, full <-chan struct{}) (r Result, err error) {
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	timer := time.NewTimer(c.Limit)
	defer timer.Stop()
	select {
	case err = <-ended:
		r.Held = errors.Is(err, exec.ErrWaitDelay)
		return r, errors.Join(notAnEnding(err), killGroup(cmd))
	case <-ctx.Done():
		err = errors.Join(ctx.Err(), killGroup(cmd))
		<-ended
		return r, err
	case <-full:
		err = killGroup(cmd)
		return r, errors.Join(err, notAnEnding(<-ended))
	case <-timer.C:
	}
	r.TimedOut = true
	if c.Quit && quit(cmd) {
		grace := time.NewTimer(quitGrace)
		defer grace.Stop()
		select {
		case err = <-ended:
			return r, errors.Join(notAnEnding(err), killGroup(cmd))
		case <-grace.C:
		}
	}
	err = killGroup(cmd)
	return r, errors.Join(err, notAnEnding(<-ended))
}

// notAnEnding drops what Wait returns for a command that ran and ended somehow.
func notAnEnding(err error) error {
	var exit *exec.ExitError
	if err == nil || errors.As(err, &exit) || errors.Is(err, exec.ErrWaitDelay) {
		return nil
	}
	return fmt.Errorf("waiting for the command: %w", err)
}

// ends is a writer that keeps the first and the last half of its limit. For
// many goroutines: a pipe may outlive Wait by a moment.
type ends struct {
	half int
	full chan<- struct{} // told once when something is not kept; has room

	mu    sync.Mutex
	first []byte
	last  []byte // at most twice half
	total int64
}

var _ io.Writer = (*ends)(nil)

func newEnds(limit int, full chan<- struct{}) *ends {
	return &ends{half: max(1, limit/2), full: full}
}

func (e *ends) Write(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	n, most := len(p), int64(2*e.half)
	if e.total <= most && e.total+int64(n) > most {
		e.full <- struct{}{}
	}
	e.total += int64(n)
	if room := e.half - len(e.first); room > 0 {
		take := min(room, len(p))
		e.first = append(e.first, p[:take]...)
		p = p[take:]
	}
	p = p[max(0, len(p)-e.half):]
	if len(e.last)+len(p) > 2*e.half {
		keep := e.last[max(0, len(e.last)-e.half):]
		e.last = append(e.last[:0], keep...)
	}
	e.last = append(e.last, p...)
	return n, nil
}

func (e *ends) bytes() []byte {
	e.mu.Lock()
	defer e.mu.Unlock()
	last := e.last[max(0, len(e.last)-e.half):]
	dropped := e.total - int64(len(e.first)) - int64(len(last))
	if dropped <= 0 {
		return append(bytes.Clone(e.first), last...)
	}
	return fmt.Appendf(bytes.Clone(e.first), "\n… %d bytes left out …\n%s", dropped, last)
}

func (e *ends) dropped() int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return max(0, e.total-int64(len(e.first))-int64(min(len(e.last), e.half)))
}
