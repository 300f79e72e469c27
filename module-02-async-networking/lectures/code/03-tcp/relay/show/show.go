// Show connects six clients to a relay: two that behave, one whose line has no
// end, one that sends a byte at a time, one that leaves in the middle of a line,
// and one that never reads. It prints what became of each. One is still there
// when the relay stops.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"time"

	"systems.course/module02/03-tcp/relay"
)

const lines = 30_000 // of 400 bytes, each of them sent and received by ann

var limits = relay.Limits{
	Line: 512, Outbox: 128 << 10,
	Idle: 10 * time.Second, Message: 100 * time.Millisecond, Write: 5 * time.Second,
}

// heard is what a client reads until the end.
func heard(conn net.Conn) (string, error) {
	all, err := io.ReadAll(conn)
	return string(bytes.TrimSpace(all)), err
}

// endless sends a kilobyte without a line's end.
func endless(conn *net.TCPConn) (string, error) {
	if _, err := conn.Write(make([]byte, 1<<10)); err != nil {
		return "", err
	}
	return heard(conn)
}

// trickle sends a byte every 10 ms, until that fails.
func trickle(conn *net.TCPConn) (string, error) {
	go func() {
		for {
			if _, err := conn.Write([]byte("a")); err != nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	return heard(conn)
}

// half says that it has sent everything, in the middle of a line.
func half(conn *net.TCPConn) (string, error) {
	if _, err := conn.Write([]byte("DELETE /home/ann")); err != nil {
		return "", err
	}
	if err := conn.CloseWrite(); err != nil {
		return "", err
	}
	return heard(conn)
}

// ann sends lines, so many at a time, and reads each back.
func ann(conn *net.TCPConn) (string, error) {
	const atATime = 100
	line := append(bytes.Repeat([]byte("x"), 398), "\r\n"...)
	r := bufio.NewReader(conn)
	for range lines / atATime {
		if _, err := conn.Write(bytes.Repeat(line, atATime)); err != nil {
			return "", err
		}
		for range atATime {
			if got, err := r.ReadSlice('\n'); err != nil || !bytes.Equal(got, line) {
				return "", fmt.Errorf("%q, %w", got, err)
			}
		}
	}
	return fmt.Sprintf("%d lines sent and received", lines), nil
}

// bob says a line, and hears what comes until the end. It closes heardOne when
// its line has come back.
func bob(heardOne chan<- struct{}) func(*net.TCPConn) (string, error) {
	return func(conn *net.TCPConn) (string, error) {
		if _, err := conn.Write([]byte("here\r\n")); err != nil {
			return "", err
		}
		if _, err := io.ReadFull(conn, make([]byte, len("here\r\n"))); err != nil {
			return "", err
		}
		close(heardOne)
		return heard(conn)
	}
}

// A guest is a client and what it does.
type guest struct {
	name string
	do   func(*net.TCPConn) (string, error)
}

// visit lets a guest do what it does.
func visit(to net.Addr, g guest) error {
	conn, err := net.DialTCP("tcp", nil, to.(*net.TCPAddr))
	if err != nil {
		return err
	}
	said, err := g.do(conn)
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	fmt.Printf("%-8s %s\n", g.name, said)
	return conn.Close()
}

func run() (err error) {
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return err
	}
	gone := make(chan string, 16)
	server := relay.New(limits, func(_ string, why error) {
		if errors.Is(why, relay.ErrSlow) {
			gone <- relay.ErrSlow.Error()
		}
	})
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	asleep, err := net.DialTCP("tcp", nil, listener.Addr().(*net.TCPAddr))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, asleep.Close()) }()
	if err := asleep.SetReadBuffer(4 << 10); err != nil {
		return err
	}
	for _, g := range []guest{{"endless", endless}, {"trickle", trickle}, {"half", half}, {"ann", ann}} {
		if err := visit(listener.Addr(), g); err != nil {
			return fmt.Errorf("%s: %w", g.name, err)
		}
	}
	fmt.Printf("%-8s %s\n", "asleep", <-gone)
	return errors.Join(stop(server, listener.Addr()), <-served)
}

// stop stops the relay while bob is there.
func stop(server *relay.Server, addr net.Addr) error {
	here, left := make(chan struct{}), make(chan error, 1)
	go func() { left <- visit(addr, guest{"bob", bob(here)}) }()
	select {
	case <-here:
	case err := <-left: // before its line came back
		left <- err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err := errors.Join(server.Shutdown(ctx), <-left)
	fmt.Println("shutdown:", err)
	return err
}

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
