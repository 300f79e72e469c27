// Outlived gives the handshake 100 ms, and forgets to say that the rest may take
// longer. It fails. With the argument repaired it says so.
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// greet reads the client's first byte, which has to come soon.
func greet(conn net.Conn, repaired bool) (err error) {
	if err := conn.SetDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		return err
	}
	if repaired {
		defer func() { err = errors.Join(err, conn.SetDeadline(time.Time{})) }()
	}
	_, err = io.ReadFull(conn, make([]byte, 1))
	return err
}

// talk reads and answers until the client has closed.
func talk(conn net.Conn) error {
	for b := make([]byte, 1); ; {
		_, err := io.ReadFull(conn, b)
		switch {
		case err == io.EOF:
			return nil
		case errors.Is(err, os.ErrDeadlineExceeded):
			return errors.New("greeted in time, and now the time-out of the greeting")
		case err != nil:
			return err
		}
		if _, err := conn.Write(b); err != nil {
			return err
		}
	}
}

// client greets at once, thinks longer than the server allows for a greeting, and
// says something.
func client(conn net.Conn) error {
	if _, err := conn.Write([]byte("!")); err != nil {
		return err
	}
	time.Sleep(150 * time.Millisecond)
	if _, err := conn.Write([]byte("?")); err != nil {
		return err
	}
	_, err := io.ReadFull(conn, make([]byte, 1))
	return errors.Join(err, conn.Close())
}

func run(repaired bool) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	near, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		return err
	}
	conn, err := listener.Accept()
	if err != nil {
		return err
	}
	talked := make(chan error, 1)
	go func() { talked <- client(near) }()
	if err := greet(conn, repaired); err != nil {
		return err
	}
	if err := talk(conn); err != nil {
		return err
	}
	return errors.Join(<-talked, conn.Close(), listener.Close())
}

func main() {
	if err := run(len(os.Args) > 1 && os.Args[1] == "repaired"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("the client was answered")
}
