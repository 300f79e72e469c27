// Nagle sends requests and waits for the reply to each: in one Write or in two,
// with TCP_NODELAY or without it.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"

	"systems.course/lecturekit/ratio"
	"systems.course/module02/03-tcp/loopback"
)

const requests = 10

var reply = []byte("+OK\r\n")

// answer replies to every request of so many bytes until the client is gone.
func answer(server net.Conn, size int) error {
	request := make([]byte, size)
	for {
		_, err := io.ReadFull(server, request)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := server.Write(reply); err != nil {
			return err
		}
	}
}

// ask sends the requests, each as the parts given, and reads the replies.
func ask(client *net.TCPConn, noDelay bool, parts ...string) error {
	if err := client.SetNoDelay(noDelay); err != nil {
		return err
	}
	got := make([]byte, len(reply))
	for range requests {
		for _, part := range parts {
			if _, err := client.Write([]byte(part)); err != nil {
				return err
			}
		}
		if _, err := io.ReadFull(client, got); err != nil {
			return err
		}
	}
	return client.CloseWrite()
}

// exchange makes a connection for ask and answer.
func exchange(noDelay bool, parts ...string) error {
	return loopback.Connect(func(client, server *net.TCPConn) error {
		size := 0
		for _, part := range parts {
			size += len(part)
		}
		answered := make(chan error, 1)
		go func() { answered <- answer(server, size) }()
		return errors.Join(ask(client, noDelay, parts...), <-answered)
	})
}

// must is for what ratio.Of calls.
func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	const head, body = "SET key 5\r\n", "value\r\n"
	ratios := ratio.Of(3,
		func() { must(exchange(true, head+body)) },
		func() { must(exchange(true, head, body)) },
		func() { must(exchange(false, head+body)) },
		func() { must(exchange(false, head, body)) })
	fmt.Printf("%-12s %10s %10s\n", "", "one Write", "two Writes")
	fmt.Printf("%-12s %10.1f %10.1f\n", "TCP_NODELAY", ratios[0], ratios[1])
	fmt.Printf("%-12s %10.1f %10.1f\n", "Nagle", ratios[2], ratios[3])
}
