// Meter sends eight mebibytes to a TCP connection through meters that count what
// is written. The first two differ in the type that they embed.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"os"
)

// A meter counts what is written to it.
type meter interface {
	io.Writer
	counted() (calls, bytes int64)
}

func newMeter(name string, conn *net.TCPConn) meter {
	switch name {
	case "careful":
		return &careful{Conn: conn}
	case "quick":
		return &quick{TCPConn: conn}
	default:
		return &thorough{careful{Conn: conn}}
	}
}

const size = 8 << 20

func main() {
	names := os.Args[1:]
	if len(names) == 0 {
		names = []string{"careful", "quick"}
	}
	fmt.Printf("%-9s %8s %8s %6s\n", "", "sent", "counted", "calls")
	for _, name := range names {
		got, err := measure(name)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%-9s %8d %8d %6d\n", name, got.sent, got.counted, got.calls)
	}
}

// measured is how many bytes io.Copy says that it sent, how many the meter
// counted, and in how many calls of Write.
type measured struct{ sent, counted, calls int64 }

// measure copies a file to a connection through the named meter.
func measure(name string) (got measured, err error) {
	file, err := os.CreateTemp("", "meter")
	if err != nil {
		return got, err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	if err := file.Truncate(size); err != nil {
		return got, err
	}
	conn, done, err := sink()
	if err != nil {
		return got, err
	}
	m := newMeter(name, conn)
	if got.sent, err = io.Copy(m, file); err != nil {
		return got, err
	}
	got.calls, got.counted = m.counted()
	if err := conn.Close(); err != nil {
		return got, err
	}
	if err := <-done; err != nil {
		return got, err
	}
	return got, file.Close()
}

// sink returns a connection whose other end throws away what it gets, and a
// channel that says when and how that end is finished.
func sink() (*net.TCPConn, <-chan error, error) {
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, nil, err
	}
	done := make(chan error, 1)
	go func() { done <- discard(listener) }()
	conn, err := net.DialTCP("tcp", nil, listener.Addr().(*net.TCPAddr))
	return conn, done, err
}

func discard(listener *net.TCPListener) error {
	conn, err := listener.AcceptTCP()
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, conn); err != nil {
		return err
	}
	if err := conn.Close(); err != nil {
		return err
	}
	return listener.Close()
}
