// Stuck has a hub in a goroutine of its own, which hands each message to each
// client's writer. It fails when a client's connection breaks: the hub waits for
// the client, and the client for the hub.
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// A Hub owns the set of clients, so that it needs no lock.
type Hub struct {
	join, leave chan *client
	broadcast   chan []byte
}

type client struct {
	conn net.Conn
	send chan []byte
}

func (h *Hub) run() {
	clients := map[*client]bool{}
	for {
		select {
		case c := <-h.join:
			clients[c] = true
		case c := <-h.leave:
			if clients[c] {
				delete(clients, c)
				close(c.send)
			}
		case message := <-h.broadcast:
			for c := range clients {
				c.send <- message
			}
		}
	}
}

// write ends when the connection does, or the hub has closed send.
func (c *client) write() {
	for message := range c.send {
		if _, err := c.conn.Write(message); err != nil {
			return
		}
	}
}

// read reads until the connection ends, and tells the hub.
func (c *client) read(h *Hub, left chan<- struct{}) {
	_, err := io.Copy(io.Discard, c.conn)
	_ = errors.Join(err, c.conn.Close()) // it is over, why doesn't matter
	h.leave <- c
	close(left)
}

// within reports whether the channel is ready within 300 ms.
func within(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	case <-time.After(300 * time.Millisecond):
		return false
	}
}

func main() {
	h := &Hub{make(chan *client), make(chan *client), make(chan []byte)}
	go h.run()
	near, far := net.Pipe()
	ann := &client{near, make(chan []byte)}
	written, left, published := make(chan struct{}), make(chan struct{}), make(chan struct{})
	h.join <- ann
	go func() {
		ann.write()
		close(written)
	}()
	h.broadcast <- []byte("one") // Ann doesn't read it; her writer is in Write
	go func() {
		h.broadcast <- []byte("two")
		h.broadcast <- []byte("three")
		close(published)
	}()
	if within(published) {
		fmt.Println("ann reads nothing, and doesn't hold up the hub")
		return
	}
	if err := far.Close(); err != nil { // Ann's connection breaks
		fmt.Println(err)
	}
	<-written
	go ann.read(h, left)
	fmt.Println("ann's writer has ended: true")
	fmt.Println("ann's reader could tell the hub:", within(left))
	fmt.Println("somebody else could publish:", within(published))
	os.Exit(1)
}
