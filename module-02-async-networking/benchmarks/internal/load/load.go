// Package load is one sender and many members of a server, served by one thread
// that counts bytes and looks at none of them. It is Linux only.
package load

import (
	"errors"
	"fmt"
	"net"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

// A Load is one sender and many members, whose sockets one thread serves. It is
// for one goroutine.
type Load struct {
	Size  int  // bytes of a delivery; found out by the first message
	Noise bool // something else comes too, so that bytes are a little more than deliveries

	sender  int
	members []int
	poll    int
	line    []byte // what the sender sends for one message
}

// patience is how long nothing may come before a load is given up.
const patience = 20 * time.Second

var errStalled = errors.New("nothing came for 20 s")

// Measure sends messages for a while, so that at most window of them are not yet
// with all members, and returns the deliveries a second.
func (l *Load) Measure(window int, during time.Duration) (float64, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	batch := make([]byte, 0, window*len(l.line))
	for range window {
		batch = append(batch, l.line...)
	}
	each := len(l.members) * l.Size
	var sent, received, counted int // messages, bytes, bytes when the clock began
	warm := during / 5
	begin := time.Now()
	var clock time.Time
	for {
		if free := window - (sent - received/each); free > 0 && (clock.IsZero() || time.Since(clock) < during) {
			if err := writeAll(l.sender, batch[:free*len(l.line)]); err != nil {
				return 0, fmt.Errorf("sending: %w", err)
			}
			sent += free
		}
		n, err := l.receive()
		if err != nil {
			return 0, err
		}
		received += n
		now := time.Now()
		switch {
		case clock.IsZero() && now.Sub(begin) >= warm:
			clock, counted = now, received
		case !clock.IsZero() && now.Sub(clock) >= during:
			rate := float64(received-counted) / float64(l.Size) / now.Sub(clock).Seconds()
			return rate, l.rest(sent*each - received)
		}
	}
}

// rest waits for what is still to come, so that the next measurement begins with nothing
// on its way.
func (l *Load) rest(bytes int) error {
	if l.Noise {
		return l.Drain()
	}
	for bytes > 0 {
		n, err := l.receive()
		if err != nil {
			return err
		}
		bytes -= n
	}
	if bytes < 0 {
		return fmt.Errorf("%d bytes more than were sent", -bytes)
	}
	return nil
}

// Drain reads until nothing has come for a while.
func (l *Load) Drain() error {
	for {
		n, err := unix.EpollWait(l.poll, events[:], 300)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n == 0 {
			return err
		}
		if _, err := l.read(n); err != nil {
			return err
		}
	}
}

var (
	events  [1024]unix.EpollEvent
	scratch [64 << 10]byte
)

// receive waits for bytes and returns how many came to members.
func (l *Load) receive() (int, error) {
	n, err := unix.EpollWait(l.poll, events[:], int(patience.Milliseconds()))
	if err == unix.EINTR {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, errStalled
	}
	return l.read(n)
}

// read reads once from each of the first n sockets that have something.
func (l *Load) read(n int) (int, error) {
	total := 0
	for _, e := range events[:n] {
		got, _, err := unix.Recvfrom(int(e.Fd), scratch[:], unix.MSG_DONTWAIT)
		switch {
		case err == unix.EAGAIN:
		case int(e.Fd) == l.sender && err == nil && got > 0: // answers

		case err != nil:
			return 0, fmt.Errorf("receiving: %w", err)
		case got == 0:
			return 0, errors.New("the server closed a member's connection")
		default:
			total += got
		}
	}
	return total, nil
}

func writeAll(fd int, p []byte) error {
	for len(p) > 0 {
		n, err := unix.Write(fd, p)
		if err != nil && err != unix.EINTR {
			return err
		}
		p = p[max(n, 0):]
	}
	return nil
}

// New takes over connections that have been made and have said what they had to.
// Members must have nothing left to read.
func New(sender net.Conn, members []net.Conn, line []byte) (*Load, error) {
	l := &Load{line: line}
	var err error
	if l.sender, err = take(sender); err != nil {
		return nil, err
	}
	if l.poll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return nil, err
	}
	for _, c := range members {
		fd, err := take(c)
		if err != nil {
			return nil, err
		}
		l.members = append(l.members, fd)
	}
	for _, fd := range append(slices.Clone(l.members), l.sender) {
		e := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}
		if err := unix.EpollCtl(l.poll, unix.EPOLL_CTL_ADD, fd, &e); err != nil {
			return nil, err
		}
	}
	return l, l.first()
}

// first sends a message to find out how long a delivery is.
func (l *Load) first() error {
	if err := writeAll(l.sender, l.line); err != nil {
		return err
	}
	total := 0
	for idle := 0; idle < 3; {
		n, err := unix.EpollWait(l.poll, events[:], 200)
		if err != nil && err != unix.EINTR {
			return err
		}
		if n <= 0 {
			idle++
			continue
		}
		idle = 0
		got, err := l.read(n)
		if err != nil {
			return err
		}
		total += got
	}
	if total == 0 || total%len(l.members) != 0 {
		return fmt.Errorf("%d bytes came for one message to %d members", total, len(l.members))
	}
	l.Size = total / len(l.members)
	return nil
}

// take returns the socket of a connection, without Go's runtime: it is duplicated, and
// the connection is closed.
func take(c net.Conn) (int, error) {
	raw, err := c.(*net.TCPConn).SyscallConn()
	if err != nil {
		return 0, err
	}
	var fd int
	var dupErr error
	err = raw.Control(func(old uintptr) { fd, dupErr = unix.FcntlInt(old, unix.F_DUPFD_CLOEXEC, 0) })
	if err := errors.Join(err, dupErr, c.Close()); err != nil {
		return 0, err
	}
	return fd, unix.SetNonblock(fd, false)
}

// Close ends all connections.
func (l *Load) Close() error {
	err := errors.Join(unix.Close(l.sender), unix.Close(l.poll))
	for _, fd := range l.members {
		err = errors.Join(err, unix.Close(fd))
	}
	return err
}
