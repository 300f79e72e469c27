package process

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// superviseArg as the only argument makes a program that imports this package a
// supervisor, before its main runs.
const superviseArg = "systems.course/internal/process:supervise"

// How long a supervisor may take to kill what is left: until it gets help, and
// then until it is killed itself.
const (
	helpGrace = time.Second
	endGrace  = 15 * time.Second
)

// An order is what a supervisor is to run, sent as a line of JSON. Its strings
// are bytes, since they need not be UTF-8. After it come single bytes.
type order struct {
	Path, Dir []byte
	Args, Env [][]byte // Args with the program's name
	FileSize  uint64   // bytes that a file can have; 0: as it is
	OOM       bool     // whether the kernel is to take the command first when memory runs out
}

// orderQuit asks for a SIGQUIT. The end of the orders is the order to end.
const orderQuit = 'q'

// A report is a line of JSON that a supervisor writes.
type report struct {
	Event string
	Value int
}

// Events, in the order in which they come.
const (
	eventStarting = "starting" // from now on the command may act, on the supervisor too
	eventFailed   = "failed"   // Value: the errno of the failure to start
	eventEnded    = "ended"    // instead: the wait status
	eventClean    = "clean"    // how many descendants had to be killed; none is left
)

// A running command, with its supervisor.
type running struct {
	path     string
	cmd      *exec.Cmd // the supervisor, or the sandbox around it
	boxed    bool
	orders   *os.File
	reports  *os.File
	starting chan struct{} // gets one value, or none; has room
	ended    chan struct{} // closed when the command has ended, as far as is known
	read     chan struct{} // closed when there are no more reports
	scan     scanner

	// Written by the reader of the reports. To be read when read is closed.
	ending  ending
	failure error // of the start
	clean   bool
	left    int
	noise   string // what was said besides reports, by a runtime or by bwrap
	err     error
}

// start starts a command under a supervisor. Without an error, end must be called.
func start(ctx context.Context, c Command, files [3]*os.File) (*running, error) {
	what, err := newOrder(c)
	if err != nil {
		return nil, err
	}
	if c.Sandbox != nil {
		if err := c.Sandbox.check(); err != nil {
			return nil, err
		}
	}
	p := &running{
		path: string(what.Path), boxed: c.Sandbox != nil, starting: make(chan struct{}, 1),
		ended: make(chan struct{}), read: make(chan struct{}),
	}
	if err := p.launch(c.Sandbox, files); err != nil {
		return nil, fmt.Errorf("starting a supervisor: %w", err)
	}
	go p.listen()
	if err = p.send(ctx, what); err == nil {
		return p, nil
	}
	_, _, endErr := p.end()
	if p.noise != "" {
		err = fmt.Errorf("%w: %s", err, strings.TrimSpace(p.noise))
	}
	return nil, errors.Join(err, endErr)
}

// newOrder looks a command up, as exec.Command does.
func newOrder(c Command) (order, error) {
	cmd := exec.Command(c.Path, c.Args...)
	if cmd.Err != nil {
		return order{}, cmd.Err
	}
	cmd.Env = append([]string{}, c.Env...) // not nil, which would mean ours
	what := order{Path: []byte(cmd.Path), Dir: []byte(c.Dir), OOM: c.Memory > 0}
	if c.Sandbox != nil { // which has a working directory of its own
		dir, err := filepath.Abs(c.Dir)
		if err != nil {
			return order{}, err
		}
		what.Dir = []byte(dir)
	}
	for _, arg := range cmd.Args {
		what.Args = append(what.Args, []byte(arg))
	}
	for _, entry := range cmd.Environ() {
		what.Env = append(what.Env, []byte(entry))
	}
	if c.Disk.Dir != "" && c.Disk.Bytes > 0 {
		what.FileSize = uint64(c.Disk.Bytes) + 4096 // so that a file that hits it is seen to be too much
	}
	return what, nil
}

// launch starts the supervisor. Its standard input has the orders, its standard
// output and error the reports; the command's streams follow.
func (p *running) launch(box *Sandbox, files [3]*os.File) (err error) {
	ordersIn, orders, err := os.Pipe()
	if err != nil {
		return err
	}
	reports, reportsOut, err := os.Pipe()
	if err != nil {
		return errors.Join(err, closeAll([]*os.File{ordersIn, orders}))
	}
	p.orders, p.reports = orders, reports
	theirs := []*os.File{ordersIn, reportsOut}
	p.cmd = exec.Command("/proc/self/exe", superviseArg)
	p.cmd.ExtraFiles = files[:]
	if box != nil {
		image, err := os.Open("/proc/self/exe")
		if err != nil {
			return errors.Join(err, closeAll(append(theirs, orders, reports)))
		}
		theirs = append(theirs, image)
		p.cmd = exec.Command(box.Tool, append(box.arguments(), "/proc/self/fd/6", superviseArg)...)
		p.cmd.ExtraFiles = append(files[:], image)
	}
	p.cmd.Env = []string{}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = ordersIn, reportsOut, reportsOut
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err = nursery.start(p.cmd); err != nil {
		return errors.Join(err, closeAll(append(theirs, orders, reports)))
	}
	return closeAll(theirs)
}

// send gives the order and waits until it is followed.
func (p *running) send(ctx context.Context, what order) error {
	line, err := json.Marshal(what)
	if err != nil {
		return err
	}
	if err := p.orders.SetWriteDeadline(time.Now().Add(startGrace)); err != nil {
		return err
	}
	_, writeErr := p.orders.Write(append(line, '\n'))
	timer := time.NewTimer(startGrace)
	defer timer.Stop()
	select {
	case <-p.starting:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return fmt.Errorf("the supervisor did nothing for %v", startGrace)
	case <-p.read:
	}
	select {
	case <-p.starting: // just before the end
		return nil
	default:
		return errors.Join(errors.New("the supervisor ended at once"), writeErr)
	}
}

// listen reads the reports to their end.
func (p *running) listen() {
	ended := sync.OnceFunc(func() { close(p.ended) })
	p.ending = ending{exit: -1, signal: syscall.SIGKILL.String()} // if nothing better is told
	lines := bufio.NewScanner(p.reports)
	for lines.Scan() {
		var r report
		switch err := json.Unmarshal(lines.Bytes(), &r); {
		case err != nil:
			if len(p.noise) < 4<<10 {
				p.noise += lines.Text() + "\n"
			}
		case r.Event == eventStarting:
			select {
			case p.starting <- struct{}{}:
			default:
			}
		case r.Event == eventFailed:
			p.failure = &fs.PathError{Op: "fork/exec", Path: p.path, Err: syscall.Errno(r.Value)}
			ended()
		case r.Event == eventEnded:
			p.ending = endingOf(syscall.WaitStatus(r.Value))
			ended()
		case r.Event == eventClean:
			p.clean, p.left = true, r.Value
		}
	}
	p.err = lines.Err()
	ended()
	close(p.read)
}

func endingOf(status syscall.WaitStatus) ending {
	if status.Signaled() {
		return ending{exit: -1, signal: status.Signal().String(), full: status.Signal() == syscall.SIGXFSZ}
	}
	return ending{exit: status.ExitStatus()}
}

// quit sends SIGQUIT to the command, and reports whether it could.
func (p *running) quit() bool {
	_, err := p.orders.Write([]byte{orderQuit})
	return err == nil
}

// end kills the command and all its descendants. When it returns, ended is
// closed, and nothing is left unless the error says so. The error also says why
// the command could not be started.
func (p *running) end() (left int, escaped bool, err error) {
	err = p.orders.Close()
	// It may have been stopped; an error says that it is gone already.
	_ = p.cmd.Process.Signal(syscall.SIGCONT)
	waitErr := p.wait()
	nursery.remove(p.cmd)
	orphans, sweepErr := 0, error(nil)
	select {
	case <-p.read:
	default:
		// The reports end with the supervisor, unless somebody else has its pipe.
		if !waitFor(p.read, pipeGrace) {
			err = errors.Join(err, p.reports.SetReadDeadline(time.Now()))
			<-p.read
		}
	}
	if escaped = !p.clean; escaped {
		orphans, sweepErr = nursery.sweep()
	}
	if !errors.Is(p.err, os.ErrDeadlineExceeded) && !errors.Is(p.err, bufio.ErrTooLong) {
		err = errors.Join(err, p.err)
	}
	var exit *exec.ExitError // of the supervisor, which says nothing more
	if waitErr != nil && !errors.As(waitErr, &exit) && !errors.Is(waitErr, io.EOF) {
		err = errors.Join(err, waitErr)
	}
	return p.left + orphans, escaped, errors.Join(p.failure, err, sweepErr, p.reports.Close())
}

// wait waits for the supervisor's end, which normally follows at once. One that
// the command stops again and again gets help, and in the end is killed.
func (p *running) wait() (err error) {
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		err = p.cmd.Wait()
	}()
	if waitFor(gone, helpGrace) {
		return err
	}
	late := time.AfterFunc(endGrace, func() { _ = p.cmd.Process.Kill() })
	defer late.Stop()
	if !p.boxed { // in the sandbox nothing reaches it
		k := &killer{root: func(d proc) bool { return d.parent == p.cmd.Process.Pid }}
		// What it cannot do is left to the kill, and told after the last sweep.
		_ = k.killAll(func() (bool, error) {
			_ = p.cmd.Process.Signal(syscall.SIGCONT)
			return waitFor(gone, time.Millisecond), nil
		})
	}
	<-gone
	return err
}
