package process

import (
	"context"
	"errors"
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
	Limit  time.Duration // from the moment that the command has been started
	Output int           // bytes kept of each output stream; 0: OutputLimit

	// Merged sends both output streams to Result.Stdout, in the order of writing.
	Merged bool

	// Strict ends the command when a stream has more than Output bytes.
	Strict bool

	// Quit asks a Go program for a dump of its goroutines before it is killed
	// at the time limit (SIGQUIT). It costs up to a second.
	Quit bool

	// Limits on the command and all its descendants together; zero: none. They
	// are watched, and so can be passed for a moment: doc.go says by how much.
	Memory    int64 // bytes of resident memory; on Windows, of committed memory
	Processes int   // at a time, the command among them
	Disk      Quota
	Sandbox   *Sandbox // nil: what the user can reach, the command can
}

// A Quota limits what may lie in a folder, with all that is below it. Symbolic
// links are not followed; a folder that cannot be read counts as one file.
type Quota struct {
	Dir   string // absolute; empty: no quota
	Bytes int64  // the sum of the files' sizes, and on Linux the most that any file may have; 0: no limit
	Files int    // files, folders and all else; 0: no limit
}

// A Result is how a command ended.
type Result struct {
	Stdout, Stderr []byte
	Dropped        int64  // bytes of both streams that were not kept
	Held           bool   // it ended, and left a process that held its output open
	Exit           int    // exit code; -1 after a signal
	Signal         string // its name, if a signal ended the command
	TimedOut       bool
	Over           Limit         // the limit that the command was killed for, or the quota that it had passed when it ended
	Left           int           // descendants that were still there at the end, and were killed
	Escaped        bool          // what watches over the descendants was killed, or was kept from its work
	Time           time.Duration // from the command's start to its end
}

// A Limit names what a command had too much of.
type Limit string

const (
	OverMemory    Limit = "memory"
	OverProcesses Limit = "processes"
	OverDisk      Limit = "disk"
)

const (
	startGrace = 30 * time.Second       // until the command has been started
	quitGrace  = time.Second            // from SIGQUIT to SIGKILL
	pipeGrace  = 500 * time.Millisecond // from the end to closed output pipes
)

// An ending is how a command came to its end.
type ending struct {
	exit   int
	signal string
	full   bool // by a signal that says that a file became too large
}

// Run runs the command and waits for its end. However the command ends, the
// error is nil: it says that the command could not be run, that something of it
// could not be killed, or that ctx ended first, in which case the command is
// gone too. For many goroutines.
func Run(ctx context.Context, c Command) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	s, err := newStreams(c)
	if err != nil {
		return Result{}, err
	}
	running, err := start(ctx, c, s.child)
	s.started()
	if err != nil {
		return Result{}, errors.Join(err, s.close())
	}
	result, err := supervise(ctx, running, c, s)
	err = errors.Join(err, s.close())
	result.Stdout, result.Stderr = s.stdout.bytes(), s.stderr.bytes()
	result.Dropped = s.stdout.dropped() + s.stderr.dropped()
	return result, err
}

// supervise returns when the command has ended by itself, or has been killed,
// and nothing is left of it.
func supervise(ctx context.Context, p *running, c Command, s *streams) (r Result, err error) {
	begin := time.Now()
	limits := watch(p, c)
	timer := time.NewTimer(c.Limit)
	defer timer.Stop()
	var full <-chan struct{}
	if c.Strict {
		full = s.full
	}
	alone := false // it ended by itself
	select {
	case <-p.ended:
		alone = true
		r.Time = time.Since(begin)
		r.Held = !s.drained(pipeGrace)
	case <-ctx.Done():
		err = ctx.Err()
	case <-full:
	case r.Over = <-limits.over:
	case <-timer.C:
		r.TimedOut = true
		if c.Quit && p.quit() {
			waitFor(p.ended, quitGrace)
		}
	}
	limits.stop()
	var endErr error
	r.Left, r.Escaped, endErr = p.end()
	if !alone {
		r.Time = time.Since(begin)
	}
	s.drained(pipeGrace)
	r.Exit, r.Signal = p.ending.exit, p.ending.signal
	if alone && c.Disk.Dir != "" && (p.ending.full || c.Disk.exceeded()) {
		r.Over = OverDisk
	}
	return r, errors.Join(err, endErr)
}

// waitFor reports whether the channel was closed within the time.
func waitFor(closed <-chan struct{}, atMost time.Duration) bool {
	timer := time.NewTimer(atMost)
	defer timer.Stop()
	select {
	case <-closed:
		return true
	case <-timer.C:
		return false
	}
}
