package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	program    = "ngircd"
	readyAfter = 5 * time.Second // the longest start that is waited for
	tries      = 5               // a port can be taken between choice and use
)

var errTaken = errors.New("ngircd could not listen")

// find returns the path of ngircd. Distributions have it in sbin, which is not
// on everybody's PATH.
func find() (string, error) {
	for _, name := range []string{program, "/usr/sbin/" + program, "/usr/local/sbin/" + program} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("ngircd is not installed (Debian: apt install ngircd; macOS: brew install ngircd)")
}

// printVersion prints the first line of what ngircd says about itself.
func printVersion(ctx context.Context, path string) error {
	out, err := exec.CommandContext(ctx, path, "--version").Output()
	if err != nil {
		return fmt.Errorf("%s --version: %w", path, err)
	}
	line, _, _ := strings.Cut(string(out), "\n")
	fmt.Println(line)
	return nil
}

// serve runs ngircd until ctx is done or it ends by itself, which is an error.
func serve(ctx context.Context, path string, o options) error {
	for range tries {
		err := serveOnce(ctx, path, o)
		if !errors.Is(err, errTaken) || o.addr.Port() != 0 {
			return err
		}
	}
	return fmt.Errorf("%w at %d free ports", errTaken, tries)
}

func serveOnce(ctx context.Context, path string, o options) (err error) {
	at, err := free(o.addr)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "oracle-chat-")
	if err != nil {
		return err
	}
	remove := sync.OnceValue(func() error { return os.RemoveAll(dir) })
	defer func() { err = errors.Join(err, remove()) }()
	file, err := o.write(dir, at)
	if err != nil {
		return err
	}

	cmd := exec.Command(path, "--nodaemon", "--config", file)
	log, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		return err
	}
	guard, err := guardProcess(cmd.Process.Pid)
	if err != nil {
		return errors.Join(err, cmd.Process.Kill(), cmd.Wait())
	}
	ready, ended := make(chan bool, 1), make(chan error, 1)
	go func() {
		watch(log, at, ready) // to the end of its output, and so of itself
		ended <- errors.Join(guard.end(), cmd.Wait())
	}()
	if err := await(ctx, cmd, ready, ended); err != nil {
		return err
	}
	// Nobody is left to clear up after a SIGKILL, so there is nothing to.
	if err := remove(); err != nil {
		return errors.Join(err, end(cmd, ended))
	}
	fmt.Printf("listening on %s\n", at)
	select {
	case err := <-ended:
		return fmt.Errorf("ngircd has ended: %v", err)
	case <-ctx.Done():
		return end(cmd, ended)
	}
}

// free returns addr with a port that nobody listens at if it has none.
func free(addr netip.AddrPort) (netip.AddrPort, error) {
	if addr.Port() != 0 {
		return addr, nil
	}
	l, err := net.Listen("tcp", addr.String())
	if err != nil {
		return netip.AddrPort{}, err
	}
	at := l.Addr().(*net.TCPAddr).AddrPort()
	return netip.AddrPortFrom(addr.Addr(), at.Port()), l.Close()
}

// watch copies ngircd's log to standard error until its end, and says on ready
// when it listens or, with false, that it can't.
func watch(log io.Reader, at netip.AddrPort, ready chan<- bool) {
	listening := fmt.Sprintf("listening on [%s]:%d", at.Addr(), at.Port())
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		fmt.Fprintln(os.Stderr, lines.Text())
		switch {
		case strings.Contains(lines.Text(), listening):
			tell(ready, true)
		case strings.Contains(lines.Text(), "Can't bind"):
			tell(ready, false)
		}
	}
	// A line too long for the scanner must not stop ngircd.
	if _, err := io.Copy(io.Discard, log); err != nil {
		fmt.Fprintln(os.Stderr, "ngircd's log:", err)
	}
}

func tell(ready chan<- bool, ok bool) {
	select {
	case ready <- ok:
	default:
	}
}

// await returns when ngircd listens. Otherwise ngircd has ended when it returns.
func await(ctx context.Context, cmd *exec.Cmd, ready <-chan bool, ended <-chan error) error {
	timer := time.NewTimer(readyAfter)
	defer timer.Stop()
	select {
	case ok := <-ready:
		if ok {
			return nil
		}
		return errors.Join(errTaken, end(cmd, ended))
	case err := <-ended:
		return fmt.Errorf("ngircd has ended before it listened: %v", err)
	case <-ctx.Done():
		return end(cmd, ended)
	case <-timer.C:
		return errors.Join(fmt.Errorf("ngircd did not listen within %v", readyAfter), end(cmd, ended))
	}
}

// end asks ngircd to end and waits until it has.
func end(cmd *exec.Cmd, ended <-chan error) error {
	stop := os.Signal(syscall.SIGTERM)
	if runtime.GOOS == "windows" {
		stop = os.Kill
	}
	if err := cmd.Process.Signal(stop); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return <-ended
}
