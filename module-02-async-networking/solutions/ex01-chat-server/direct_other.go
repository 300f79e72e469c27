//go:build !unix

package chat

import (
	"errors"
	"net"
	"syscall"
)

// A direct does nothing here: the system has no read and no write that don't wait, so
// that each connection has a buffer of its own, and each queue is written by a
// goroutine while there is something in it.
type direct struct{}

func (*direct) open(net.Conn) {}

func (*direct) usable() bool { return false }

func (*direct) release() {}

func (*direct) read(int) (*[readAhead]byte, int, error) { return nil, 0, errors.ErrUnsupported }

func (*direct) tryWrite([]byte) (int, error) { return 0, nil }

// exhausted reports whether an error of accept is one that passes.
func exhausted(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ECONNABORTED)
}
