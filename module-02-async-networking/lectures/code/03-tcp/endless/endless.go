// Endless reads a line with ReadString. It fails: the line has no end.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"

	"systems.course/lecturekit/heap"
	"systems.course/module02/03-tcp/loopback"
)

const sent = 64 << 20

// flood sends the letter x and nothing else.
func flood(client *net.TCPConn) error {
	_, err := io.CopyN(client, letters{}, sent)
	return errors.Join(err, client.CloseWrite())
}

// letters is an input without an end.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func main() {
	var spent uint64
	err := loopback.Connect(func(client, server *net.TCPConn) error {
		flooded := make(chan error, 1)
		go func() { flooded <- flood(client) }()
		var err error
		_, spent = heap.Spent(func() {
			_, err = bufio.NewReader(server).ReadString('\n')
		})
		if !errors.Is(err, io.EOF) {
			return err
		}
		return <-flooded
	})
	if err != nil {
		log.Fatal(err)
	}
	if spent > 2*sent {
		fmt.Println("one connection sent 64 MiB and no newline: more than 128 MiB were allocated for it")
		os.Exit(1)
	}
}
