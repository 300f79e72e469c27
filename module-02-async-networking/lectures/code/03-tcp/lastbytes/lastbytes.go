// Lastbytes writes a reply, closes the connection, and counts what the client
// gets of it. The client has sent one line more than the server has read.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"syscall"
	"time"

	"systems.course/module02/03-tcp/loopback"
)

const (
	request = "GET a\r\n"
	surplus = "QUIT\r\n"
	size    = 400_000
)

// abrupt closes with the client's last line unread.
func abrupt(server *net.TCPConn) error { return server.Close() }

// gentle says that no more will come, and reads until the client has said so
// too. It waits no longer than a second, and for no more than 64 KiB.
func gentle(server *net.TCPConn) error {
	err := server.CloseWrite()
	if err == nil {
		err = server.SetReadDeadline(time.Now().Add(time.Second))
	}
	if err == nil {
		_, err = io.CopyN(io.Discard, server, 64<<10)
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, server.Close())
}

// serve reads one request, replies and closes.
func serve(server *net.TCPConn, end func(*net.TCPConn) error) error {
	if _, err := io.ReadFull(server, make([]byte, len(request))); err != nil {
		return err
	}
	if _, err := server.Write(make([]byte, size)); err != nil {
		return err
	}
	return end(server)
}

// fetch returns what came of the reply, and what the last Read said.
func fetch(end func(*net.TCPConn) error) (received int64, readErr error, err error) {
	err = loopback.Connect(func(client, server *net.TCPConn) error {
		if _, err := client.Write([]byte(request + surplus)); err != nil {
			return err
		}
		served := make(chan error, 1)
		go func() { served <- serve(server, end) }()
		time.Sleep(20 * time.Millisecond) // a slow client: most of the reply is still at the server
		received, readErr = io.Copy(io.Discard, client)
		return errors.Join(client.Close(), <-served)
	})
	return received, readErr, err
}

func main() {
	for _, c := range []struct {
		name string
		end  func(*net.TCPConn) error
	}{{"abrupt", abrupt}, {"gentle", gentle}} {
		received, readErr, err := fetch(c.end)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %d of %d bytes, reset: %t\n", c.name, received, size, errors.Is(readErr, syscall.ECONNRESET))
	}
}
