//go:build unix

package main

import (
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"syscall"
)

// goroutines has one for each connection, with a buffer of its own.
func goroutines(listener net.Listener) error {
	return each(listener, func(conn net.Conn) error {
		buffer := make([]byte, 4096)
		for {
			n, err := conn.Read(buffer)
			if err != nil {
				return err
			}
			if _, err := conn.Write(buffer[:n]); err != nil {
				return err
			}
		}
	})
}

// each serves every connection on a goroutine of its own, which ends when the
// other side has closed.
func each(listener net.Listener, serve func(net.Conn) error) error {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go func() {
			err := errors.Join(serve(conn), conn.Close())
			if err != nil && !errors.Is(err, io.EOF) {
				log.Print(err)
			}
		}()
	}
}

// buffers are those that no connection uses at the moment.
var buffers = sync.Pool{New: func() any { return new([4096]byte) }}

// unbuffered has a goroutine for each connection, which takes a buffer only when
// there is something to read.
func unbuffered(listener net.Listener) error {
	return each(listener, func(conn net.Conn) error {
		raw, err := conn.(*net.TCPConn).SyscallConn()
		if err != nil {
			return err
		}
		for {
			if err := echoOnce(conn, raw); err != nil {
				return err
			}
		}
	})
}

// echoOnce waits without a buffer, reads once, and writes that.
func echoOnce(conn net.Conn, raw syscall.RawConn) error {
	var buffer *[4096]byte
	var n int
	var failed error
	err := raw.Read(func(fd uintptr) (done bool) {
		buffer = buffers.Get().(*[4096]byte)
		n, failed = syscall.Read(int(fd), buffer[:])
		if failed == syscall.EAGAIN {
			buffers.Put(buffer)
			return false // to be called again when there is something
		}
		return true
	})
	if err != nil {
		return err
	}
	defer buffers.Put(buffer)
	if failed != nil {
		return failed
	}
	if n == 0 {
		return io.EOF
	}
	_, err = conn.Write(buffer[:n])
	return err
}
