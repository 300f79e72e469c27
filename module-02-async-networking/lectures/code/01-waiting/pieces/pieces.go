//go:build unix

// Pieces adds up what a goroutine that waits in the Read of a connection takes:
// of stack, of heap, and of the poller's own memory.
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// A memory is how many bytes the process has in use.
type memory struct{ stack, heap, other uint64 }

func inUse() memory {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return memory{stats.StackInuse, stats.HeapAlloc, stats.OtherSys}
}

// connect returns a connection, and the other end's plain descriptor.
func connect() (near net.Conn, far int, err error) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return nil, 0, os.NewSyscallError("socketpair", err)
	}
	file := os.NewFile(uintptr(fds[0]), "near")
	near, err = net.FileConn(file) // a duplicate
	return near, fds[1], errors.Join(err, file.Close())
}

// each returns what each of n connections takes while a goroutine waits for it.
func each(n int, wait func(net.Conn) error) (m memory, err error) {
	before := inUse()
	var running, ended sync.WaitGroup
	var fars []int
	failures := make(chan error, n)
	for range n {
		near, far, err := connect()
		if err != nil {
			return memory{}, err
		}
		fars = append(fars, far)
		running.Add(1)
		ended.Go(func() {
			running.Done()
			failures <- errors.Join(wait(near), near.Close())
		})
	}
	running.Wait()
	time.Sleep(50 * time.Millisecond) // the last of them come to their wait
	after := inUse()
	for _, far := range fars {
		err = errors.Join(err, syscall.Close(far))
	}
	ended.Wait()
	close(failures)
	for failure := range failures {
		err = errors.Join(err, failure)
	}
	per := func(after, before uint64) uint64 { return (after - min(after, before)) / uint64(n) }
	return memory{per(after.stack, before.stack), per(after.heap, before.heap), per(after.other, before.other)}, err
}

// read waits with a buffer of 4 KiB.
func read(conn net.Conn) error {
	_, err := conn.Read(make([]byte, 4096))
	if err == io.EOF {
		return nil
	}
	return err
}

// ready waits without one.
func ready(conn net.Conn) error {
	raw, err := conn.(*net.UnixConn).SyscallConn()
	if err != nil {
		return err
	}
	var looked bool
	return raw.Read(func(uintptr) (done bool) {
		done, looked = looked, true // not at first; then it was woken up
		return done
	})
}

// waits are the ways to wait. Each is measured in a process of its own: the
// runtime keeps what dead goroutines and closed connections had, for the next.
var waits = map[string]func(net.Conn) error{"buffered": read, "unbuffered": ready}

func run(args []string) error {
	if len(args) == 1 && waits[args[0]] != nil {
		if _, err := each(100, waits[args[0]]); err != nil { // the poller comes into being
			return err
		}
		m, err := each(5_000, waits[args[0]])
		if err != nil {
			return err
		}
		fmt.Printf("%-11s%7d%6d%8d\n", args[0], m.stack, m.heap, m.other)
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	fmt.Println("bytes of     stack  heap  poller")
	for _, name := range []string{"buffered", "unbuffered"} {
		cmd := exec.Command(self, name)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
