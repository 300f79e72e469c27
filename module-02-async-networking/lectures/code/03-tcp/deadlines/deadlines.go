// Deadlines has a patience of 400 ms and three ways to have it: set once, before
// each Read, and before each line. Two clients try it for twice as long: one
// sends a line every 50 ms, the other a byte every 50 ms and never a line's end.
// It fails if a way cuts off the first, or lets the second stay.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"time"

	"systems.course/module02/03-tcp/loopback"
)

const (
	patience = 400 * time.Millisecond
	sends    = 16
)

// renewed puts the deadline off.
func renewed(conn net.Conn) error { return conn.SetReadDeadline(time.Now().Add(patience)) }

// once sets the deadline when the connection is there.
func once(conn net.Conn) error {
	if err := renewed(conn); err != nil {
		return err
	}
	r := bufio.NewReaderSize(conn, 512)
	for {
		if _, err := r.ReadSlice('\n'); err != nil {
			return err
		}
	}
}

// renewing sets the deadline before each Read.
type renewing struct{ net.Conn }

func (c renewing) Read(p []byte) (int, error) {
	if err := renewed(c.Conn); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

func eachRead(conn net.Conn) error {
	r := bufio.NewReaderSize(renewing{conn}, 512)
	for {
		if _, err := r.ReadSlice('\n'); err != nil {
			return err
		}
	}
}

// eachLine sets the deadline before each line.
func eachLine(conn net.Conn) error {
	r := bufio.NewReaderSize(conn, 512)
	for {
		if err := renewed(conn); err != nil {
			return err
		}
		if _, err := r.ReadSlice('\n'); err != nil {
			return err
		}
	}
}

// stayed reports whether a client could send all that it wanted.
func stayed(way func(net.Conn) error, send string) (stays bool, err error) {
	err = loopback.Connect(func(client, server *net.TCPConn) error {
		served := make(chan error, 1)
		go func() { served <- way(server) }()
		for range sends {
			time.Sleep(patience / 8)
			select {
			case err := <-served:
				if errors.Is(err, os.ErrDeadlineExceeded) {
					return nil
				}
				return err
			default:
			}
			if _, err := client.Write([]byte(send)); err != nil {
				return err
			}
		}
		stays = true
		if err := client.CloseWrite(); err != nil {
			return err
		}
		if err := <-served; !errors.Is(err, io.EOF) {
			return err
		}
		return nil
	})
	return stays, err
}

// try prints what a way does, and returns whether that is right.
func try(name string, way func(net.Conn) error) bool {
	talks, err := stayed(way, "hello\n")
	if err != nil {
		log.Fatal(err)
	}
	trickles, err := stayed(way, "x")
	if err != nil {
		log.Fatal(err)
	}
	says := map[bool]string{true: "stays", false: "is cut off"}
	fmt.Printf("%-9s who talks %s, who trickles %s\n", name, says[talks], says[trickles])
	return talks && !trickles
}

func main() {
	right := try("once", once)
	right = try("each Read", eachRead) && right
	right = try("each line", eachLine) && right
	if !right {
		os.Exit(1)
	}
}
