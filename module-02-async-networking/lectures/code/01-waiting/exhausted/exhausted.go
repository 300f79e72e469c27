//go:build unix

// Exhausted lets goroutines wait in system calls, each on a thread of its own, and
// lowers the number of threads that the runtime allows. It fails.
package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"syscall"
)

// listen waits for a byte by a blocking system call, as a C library would.
func listen(fd int, heard chan<- error) {
	_, err := syscall.Read(fd, make([]byte, 1))
	heard <- err
}

func run() error {
	debug.SetMaxThreads(100) // 10,000 if nobody says otherwise
	heard := make(chan error)
	for range 200 {
		var pipe [2]int
		if err := syscall.Pipe(pipe[:]); err != nil {
			return os.NewSyscallError("pipe", err)
		}
		go listen(pipe[0], heard)
	}
	return <-heard
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
