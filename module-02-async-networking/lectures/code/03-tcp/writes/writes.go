// Writes sends the same messages in five ways and compares the time and the
// system calls. With a name as its argument it sends in that way once, so that
// strace can count too.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"

	"systems.course/lecturekit/ratio"
	"systems.course/module02/03-tcp/loopback"
)

const (
	messages = 20_000
	batch    = 64 // messages
)

// message has 64 bytes.
var message = fmt.Appendf(nil, "%-62s\r\n", ":ann!ann@127.0.0.1 PRIVMSG #go :hello")

// single writes each message by itself.
func single(conn net.Conn) error {
	for range messages {
		if _, err := conn.Write(message); err != nil {
			return err
		}
	}
	return nil
}

// buffered collects messages in a buffer of so many bytes.
func buffered(size int) func(net.Conn) error {
	return func(conn net.Conn) error {
		w := bufio.NewWriterSize(conn, size)
		for range messages {
			if _, err := w.Write(message); err != nil {
				return err
			}
		}
		return w.Flush()
	}
}

// vectored hands over a batch of messages without copying them together.
func vectored(conn net.Conn) error {
	parts := make([][]byte, batch)
	for sent := 0; sent < messages; sent += batch {
		parts = parts[:min(batch, messages-sent)]
		for i := range parts {
			parts[i] = message
		}
		toWrite := net.Buffers(parts) // WriteTo consumes it
		if _, err := toWrite.WriteTo(conn); err != nil {
			return err
		}
	}
	return nil
}

// counted is a connection as a server may wrap it, to count or to log.
type counted struct {
	net.Conn
	bytes int
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.bytes += n
	return n, err
}

func wrapped(conn net.Conn) error { return vectored(&counted{Conn: conn}) }

var ways = []struct {
	name string
	send func(net.Conn) error
}{
	{"single", single},
	{"buffered-4K", buffered(4 << 10)},
	{"buffered-64K", buffered(64 << 10)},
	{"vectored", vectored},
	{"wrapped", wrapped},
}

// deliver sends all messages in a way, to a reader that throws them away.
func deliver(send func(net.Conn) error) error {
	return loopback.Connect(func(client, server *net.TCPConn) error {
		received := make(chan error, 1)
		go func() {
			n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{client}, make([]byte, 64<<10))
			if err == nil && n != messages*int64(len(message)) {
				err = fmt.Errorf("%d bytes received", n)
			}
			received <- err
		}()
		return errors.Join(send(server), server.CloseWrite(), <-received)
	})
}

func main() {
	var functions []func()
	for _, way := range ways {
		once := func() {
			if err := deliver(way.send); err != nil {
				log.Fatal(err)
			}
		}
		if len(os.Args) > 1 && os.Args[1] == way.name {
			once()
			return
		}
		functions = append(functions, once)
	}
	calls := make([]int, len(ways))
	for i, once := range functions {
		calls[i] = writeCalls(once)
	}
	fmt.Printf("%-14s %8s %8s\n", "", "writes", "time")
	for i, r := range ratio.Of(7, functions...) {
		fmt.Printf("%-14s %8d %8.2f\n", ways[i].name, calls[i], r)
	}
}
