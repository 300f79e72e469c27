// Corrupt has two goroutines that write to one connection of gorilla's. It fails:
// the client gets a message that nobody sent.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/gorilla/websocket"

	"systems.course/module02/05-websockets/frame"
	"systems.course/module02/05-websockets/loop"
)

// full takes the first half of what is written, and the rest when it is told to,
// as a socket does whose send queue was full. The handshake passes.
type full struct {
	net.Conn
	half, rest chan struct{}
}

func (c full) Write(p []byte) (int, error) {
	if p[0] == 'H' { // HTTP/1.1 101
		return c.Conn.Write(p)
	}
	n, err := c.Conn.Write(p[:len(p)/2])
	if err != nil {
		return n, err
	}
	c.half <- struct{}{}
	<-c.rest
	m, err := c.Conn.Write(p[len(p)/2:])
	return n + m, err
}

// wrapped hands out such a connection when it is hijacked.
type wrapped struct {
	http.ResponseWriter
	half, rest chan struct{}
}

func (w wrapped) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	return full{conn, w.half, w.rest}, rw, err
}

// write sends a message, and returns a panic as an error.
func write(conn *websocket.Conn, message string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return conn.WriteMessage(websocket.TextMessage, []byte(message))
}

func main() {
	half, rest := make(chan struct{}), make(chan struct{})
	errs := make(chan error, 2)
	upgraded := loop.Upgrade(websocket.Upgrader{}, nil, func(conn *websocket.Conn) error {
		go func() { errs <- write(conn, `{"to":"ann","amount":10}`) }()
		<-half // the first is in the middle of its frame
		errs <- write(conn, `{"to":"bob","amount":99}`)
		rest <- struct{}{}
		_, _, err := conn.ReadMessage() // until the client ends
		return err
	})
	server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		upgraded.ServeHTTP(wrapped{w, half, rest}, r)
	})
	var got []byte
	err := loop.Serve(server, func(addr string) error {
		peer, err := loop.Dial(addr, "/", "")
		if err != nil {
			return err
		}
		r := frame.Reader{From: peer.Reader, Limit: 1 << 10}
		_, got, err = r.Next()
		return errors.Join(err, peer.Closed())
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("bob's writer:", <-errs)
	fmt.Println("ann's writer:", <-errs)
	fmt.Printf("the client:   %s\n", got)
	os.Exit(1)
}
