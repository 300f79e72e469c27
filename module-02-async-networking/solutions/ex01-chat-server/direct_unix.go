//go:build unix

package chat

import (
	"errors"
	"io"
	"net"
	"syscall"
)

// A direct reads and writes a TCP connection's socket itself, for two things that
// net.Conn can't do: wait for bytes without a buffer to put them in, and write without
// waiting. The zero value does neither. One goroutine may read while one writes.
type direct struct {
	raw syscall.RawConn
	in  *directRead
	out *directWrite
}

// What a call in each direction works on, and the closure for RawConn, made once.
type (
	directRead struct {
		call func(fd uintptr) bool
		skip int
		buf  *[readAhead]byte
		n    int
		err  error
	}
	directWrite struct {
		call func(fd uintptr) bool
		p    []byte
		n    int
		err  error
	}
)

func newDirect(c net.Conn) direct {
	sc, ok := c.(syscall.Conn)
	if !ok {
		return direct{}
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return direct{}
	}
	in, out := new(directRead), new(directWrite)
	in.call = in.read
	out.call = out.write
	return direct{raw: raw, in: in, out: out}
}

func (d *direct) usable() bool { return d.raw != nil }

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

// tryWrite writes what the socket's buffer has room for.
func (d *direct) tryWrite(p []byte) (int, error) {
	if d.raw == nil {
		return 0, nil
	}
	out := d.out
	out.p = p
	err := d.raw.Write(out.call)
	out.p = nil
	switch {
	case err != nil:
		return 0, err
	case errors.Is(out.err, syscall.EAGAIN), errors.Is(out.err, syscall.EINTR):
		return 0, nil
	case out.err != nil:
		return 0, out.err
	}
	return out.n, nil
}

// write always is the end: it must not wait.
func (out *directWrite) write(fd uintptr) bool {
	out.n, out.err = syscall.Write(int(fd), out.p)
	return true
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
