//go:build unix

// Alike lets goroutines wait for bytes that don't come, in two ways that look the
// same in the source, and counts the threads that this takes.
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime/metrics"
	"sync/atomic"
	"syscall"
	"time"
)

const waiting = 500

// threads returns how many threads the process has.
func threads() uint64 {
	sample := []metrics.Sample{{Name: "/sched/threads/total:threads"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// pair returns both ends of a connected socket.
func pair() (near, far int, err error) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return 0, 0, os.NewSyscallError("socketpair", err)
	}
	return fds[0], fds[1], nil
}

// inRead returns a function that waits in the Read of a net.Conn, and one that
// ends the wait.
func inRead() (wait, end func() error, err error) {
	near, far, err := pair()
	if err != nil {
		return nil, nil, err
	}
	file := os.NewFile(uintptr(near), "near")
	conn, err := net.FileConn(file) // a duplicate of near
	err = errors.Join(err, file.Close())
	wait = func() error {
		_, err := conn.Read(make([]byte, 1))
		return errors.Join(err, conn.Close())
	}
	return wait, func() error { return syscall.Close(far) }, err
}

// inSyscall is inRead with the system call itself.
func inSyscall() (wait, end func() error, err error) {
	near, far, err := pair()
	wait = func() error {
		_, err := syscall.Read(near, make([]byte, 1))
		return errors.Join(err, syscall.Close(near))
	}
	return wait, func() error { return syscall.Close(far) }, err
}

// count lets n goroutines wait, and returns how many threads that added. It
// returns when they have been woken up again.
func count(n int, prepare func() (wait, end func() error, err error)) (added int, err error) {
	before := threads()
	var begun atomic.Int64
	ended := make(chan error, n)
	var ends []func() error
	for range n {
		wait, end, err := prepare()
		if err != nil {
			return 0, err
		}
		ends = append(ends, end)
		go func() {
			begun.Add(1)
			ended <- wait()
		}()
	}
	// All have begun; the last are in their call when no thread is added any more.
	for last := uint64(0); begun.Load() < int64(n) || threads() != last; {
		last = threads()
		time.Sleep(200 * time.Millisecond)
	}
	added = int(threads()) - int(before)
	for _, end := range ends {
		if err := end(); err != nil {
			return 0, err
		}
	}
	for range n {
		if err := <-ended; err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
	}
	return added, nil
}

func run() error {
	for _, c := range []struct {
		name    string
		prepare func() (wait, end func() error, err error)
	}{{"conn.Read", inRead}, {"syscall.Read", inSyscall}} {
		added, err := count(waiting, c.prepare)
		if err != nil {
			return err
		}
		fmt.Printf("%d goroutines in %-13s %4d threads more\n", waiting, c.name+":", added)
	}
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
