//go:build unix

// Borrowed sets a deadline on a connection whose descriptor was given to somebody
// who wanted a plain one. It fails.
package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
)

// size asks the kernel for the size of the receive buffer.
func size(conn *net.TCPConn) (bytes int, err error) {
	file, err := conn.File()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return syscall.GetsockoptInt(int(file.Fd()), syscall.SOL_SOCKET, syscall.SO_RCVBUF)
}

// sizeRaw is size without a duplicate of the descriptor, and without a change of
// its mode.
func sizeRaw(conn *net.TCPConn) (bytes int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		bytes, failed = syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF)
	})
	return bytes, errors.Join(err, failed)
}

// wait reads for at most 50 ms from a connection on which nothing comes.
func wait(size func(*net.TCPConn) (int, error)) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		return err
	}
	if _, err := size(conn.(*net.TCPConn)); err != nil {
		return err
	}
	if err := conn.SetReadDeadline(time.Now().Add(50 * time.Millisecond)); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		_, err := conn.Read(make([]byte, 1))
		done <- err
	}()
	select {
	case err := <-done:
		fmt.Println("the read returns:", errors.Is(err, os.ErrDeadlineExceeded))
		return errors.Join(conn.Close(), listener.Close())
	case <-time.After(time.Second):
		return errors.New("the deadline passed a second ago, and the read goes on")
	}
}

func main() {
	fmt.Println("SyscallConn")
	if err := wait(sizeRaw); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("File and Fd")
	if err := wait(size); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
