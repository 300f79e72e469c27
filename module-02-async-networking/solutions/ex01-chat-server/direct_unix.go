//go:build unix

package chat

import (
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
)

// A direct reads and writes a TCP connection's socket itself, for two things that
// net.Conn can't do: wait for bytes without a buffer to put them in, and write without
// waiting. The zero value does neither. One goroutine may read while one writes.
//
// A descriptor is a number, which the system gives to the next file that is opened once it
// has been closed. So whoever closes the connection calls release first: a write has the
// mutex, and after release there is none.
type direct struct {
	mu  sync.Mutex
	out int // the socket, for tryWrite; -1 once it is released
	raw syscall.RawConn
	in  *directRead
}

// A directRead is what a read works on, and the closure for RawConn, made once.
type directRead struct {
	call func(fd uintptr) bool
	skip int
	buf  *[readAhead]byte
	n    int
	err  error
}

// open has d use the socket of c, if it is a kind of connection whose socket can be had.
func (d *direct) open(c net.Conn) {
	sc, ok := c.(syscall.Conn)
	if !ok {
		return
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return
	}
	if err := raw.Control(func(fd uintptr) { d.out = int(fd) }); err != nil {
		return
	}
	d.raw, d.in = raw, new(directRead)
	d.in.call = d.in.read
}

func (d *direct) usable() bool { return d.raw != nil }

// release ends writing: the socket may be closed now.
func (d *direct) release() {
	d.mu.Lock()
	d.out = -1
	d.mu.Unlock()
}

// read waits for bytes and returns a buffer with n of them after its first skip. The
// buffer comes from buffers, and only once there is something to read.
func (d *direct) read(skip int) (buf *[readAhead]byte, n int, err error) {
	in := d.in
	in.skip, in.buf, in.n, in.err = skip, nil, 0, nil
	err = d.raw.Read(in.call)
	buf, in.buf = in.buf, nil
	switch {
	case err != nil:
		return buf, 0, err
	case in.err != nil:
		return buf, 0, in.err
	case in.n == 0:
		return buf, 0, io.EOF
	}
	return buf, in.n, nil
}

// read reports whether the wait is over.
func (in *directRead) read(fd uintptr) bool {
	in.buf = buffers.Get().(*[readAhead]byte)
	for {
		in.n, in.err = syscall.Read(int(fd), in.buf[in.skip:])
		switch {
		case errors.Is(in.err, syscall.EINTR):
			continue
		case errors.Is(in.err, syscall.EAGAIN):
			buffers.Put(in.buf)
			in.buf = nil
			return false
		}
		return true
	}
}

// tryWrite writes what the socket's buffer has room for. The socket doesn't block, as all of
// package net: it takes that much at once.
func (d *direct) tryWrite(p []byte) (int, error) {
	if d.raw == nil {
		return 0, nil
	}
	d.mu.Lock()
	if d.out < 0 {
		d.mu.Unlock()
		return 0, net.ErrClosed
	}
	n, err := syscall.Write(d.out, p)
	d.mu.Unlock()
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, syscall.EAGAIN), errors.Is(err, syscall.EINTR):
		return 0, nil
	}
	return 0, err
}

// exhausted reports whether an error of accept is one that passes.
func exhausted(err error) bool {
	for _, passing := range []error{
		syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED, syscall.EINTR,
	} {
		if errors.Is(err, passing) {
			return true
		}
	}
	return false
}
