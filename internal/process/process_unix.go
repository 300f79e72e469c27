//go:build unix && !linux

package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// A running command, the leader of a process group of its own.
type running struct {
	cmd    *exec.Cmd
	ended  chan struct{} // closed when the command has ended
	ending ending        // to be read when ended is closed
	err    error         // as ending
}

// start starts a command. Without an error, end must be called.
func start(_ context.Context, c Command, files [3]*os.File) (*running, error) {
	if c.Sandbox != nil {
		return nil, errors.New("a sandbox needs Linux")
	}
	p := &running{cmd: exec.Command(c.Path, c.Args...), ended: make(chan struct{})}
	p.cmd.Dir, p.cmd.Env = c.Dir, append([]string{}, c.Env...)
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = files[0], files[1], files[2]
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go p.wait()
	return p, nil
}

func (p *running) wait() {
	defer close(p.ended)
	var exit *exec.ExitError
	if err := p.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		p.err = fmt.Errorf("waiting for the command: %w", err)
	}
	if p.cmd.ProcessState == nil {
		return
	}
	p.ending.exit = p.cmd.ProcessState.ExitCode()
	if status, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		p.ending.signal = status.Signal().String()
	}
}

// exceeded is not known here: see the package comment.
func (p *running) exceeded(int64, int) Limit { return "" }

func (p *running) quit() bool { return p.cmd.Process.Signal(syscall.SIGQUIT) == nil }

// end kills the command and what it left in its group. macOS answers EPERM for
// a group of which only a zombie is left.
func (p *running) end() (left int, escaped bool, err error) {
	err = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	if errors.Is(err, syscall.ESRCH) || errors.Is(err, syscall.EPERM) {
		err = nil
	}
	if err != nil {
		err = fmt.Errorf("killing process group %d: %w", p.cmd.Process.Pid, err)
	}
	<-p.ended
	return 0, false, errors.Join(err, p.err)
}
