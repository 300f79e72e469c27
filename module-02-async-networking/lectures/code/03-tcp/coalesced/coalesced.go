// Coalesced sends messages of one size, a Write each, and counts what the other
// side reads: with a pause for the reader after each message, and without one.
package main

import (
	"fmt"
	"log"
	"net"

	"systems.course/module02/03-tcp/loopback"
)

const messages = 1_000

var message = []byte("PRIVMSG #go :hello\r\n")

// counts are of Reads.
type counts struct{ reads, whole, ragged int }

// read counts until all messages are there. It sends on each, if that is not nil,
// whenever it has had a Read.
func read(conn net.Conn, each chan<- struct{}) (c counts, err error) {
	buf := make([]byte, 4<<10)
	for total := 0; total < messages*len(message); {
		n, err := conn.Read(buf)
		if err != nil {
			return c, err
		}
		total += n
		c.reads++
		if n == len(message) {
			c.whole++
		}
		if total%len(message) != 0 {
			c.ragged++ // it ends inside a message
		}
		if each != nil {
			each <- struct{}{}
		}
	}
	return c, nil
}

// tested waits for the reader after each message, as tests often do.
func tested(client, server net.Conn) (counts, error) {
	each, failed := make(chan struct{}, messages), make(chan error, 1)
	go func() {
		failed <- func() error {
			for range messages {
				if _, err := client.Write(message); err != nil {
					return err
				}
				<-each
			}
			return nil
		}()
	}()
	c, err := read(server, each)
	if err != nil {
		return c, err
	}
	return c, <-failed
}

// deployed has a reader that was busy while the messages came.
func deployed(client, server net.Conn) (counts, error) {
	for range messages {
		if _, err := client.Write(message); err != nil {
			return counts{}, err
		}
	}
	return read(server, nil)
}

func main() {
	for _, c := range []struct {
		name string
		send func(client, server net.Conn) (counts, error)
	}{{"tested", tested}, {"deployed", deployed}} {
		err := loopback.Connect(func(client, server *net.TCPConn) error {
			n, err := c.send(client, server)
			fmt.Printf("%-9s %4d writes, %4d reads: %4d of one message, %2d that end inside one\n",
				c.name, messages, n.reads, n.whole, n.ragged)
			return err
		})
		if err != nil {
			log.Fatal(err)
		}
	}
}
