// Accept serves from a listener whose first connection fails for lack of file
// descriptors, once with the bare error and once with context added to it.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"syscall"
)

// exhausted fails once for lack of file descriptors, and is then closed.
type exhausted struct {
	net.Listener
	explain func(error) error
	calls   int
}

func (l *exhausted) Accept() (net.Conn, error) {
	l.calls++
	if l.calls > 1 {
		return nil, net.ErrClosed
	}
	lack := os.NewSyscallError("accept4", syscall.EMFILE)
	return nil, l.explain(&net.OpError{Op: "accept", Net: "tcp", Err: lack})
}

func (*exhausted) Close() error { return nil }

// serve returns how often the server asked for a connection, and why it ended.
func serve(explain func(error) error) (calls int, err error) {
	l := &exhausted{explain: explain}
	s := &http.Server{ErrorLog: log.New(io.Discard, "", 0)}
	err = s.Serve(l)
	return l.calls, err
}

func bare(err error) error { return err }

func wrapped(err error) error { return fmt.Errorf("tls front: %w", err) }

func main() {
	calls, err := serve(bare)
	fmt.Printf("bare:    Accept called %d times, %v\n", calls, err)
	calls, err = serve(wrapped)
	fmt.Printf("wrapped: Accept called %d times, %v\n", calls, err)
}
