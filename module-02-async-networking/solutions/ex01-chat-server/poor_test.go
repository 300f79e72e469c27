package chat

import (
	"net"
	"os"
	"syscall"
)

// A poorListener has no files left for its first calls.
type poorListener struct {
	net.Listener
	fail int
}

func (l *poorListener) Accept() (net.Conn, error) {
	if l.fail > 0 {
		l.fail--
		return nil, &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", syscall.EMFILE)}
	}
	return l.Listener.Accept()
}
