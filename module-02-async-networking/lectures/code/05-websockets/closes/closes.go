// Closes ends connections in several ways, and shows what a server sees of it and
// what it answers.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"syscall"

	"github.com/gorilla/websocket"

	"systems.course/module02/05-websockets/frame"
	"systems.course/module02/05-websockets/loop"
)

// ends are what a client does after its handshake.
var ends = []struct {
	what string
	do   func(*loop.Peer) error
}{
	{"close 1000", func(p *loop.Peer) error { return code(p, 1000, "done") }},
	{"close 4008, of the application", func(p *loop.Peer) error { return code(p, 4008, "") }},
	{"close without a code", func(p *loop.Peer) error { return p.Send(frame.Close, true, "") }},
	{"close 1006", func(p *loop.Peer) error { return code(p, 1006, "") }},
	{"close, then more", func(p *loop.Peer) error {
		return errors.Join(code(p, 1000, ""), p.Send(frame.Text, true, "one thing more"))
	}},
	{"end between two frames", func(p *loop.Peer) error { return p.CloseWrite() }},
	{"end inside a message", func(p *loop.Peer) error {
		return errors.Join(p.Send(frame.Text, false, "half a"), p.CloseWrite())
	}},
	{"reset", func(p *loop.Peer) error { return errors.Join(p.SetLinger(0), p.TCPConn.Close()) }},
}

func code(p *loop.Peer, c frame.Code, reason string) error {
	_, err := p.Write(frame.AppendClose(nil, c, reason, &loop.Key))
	return err
}

// read reads until an error, which it describes.
func read(conn *websocket.Conn) string {
	for {
		_, _, err := conn.ReadMessage()
		var closed *websocket.CloseError
		switch {
		case err == nil:
		case errors.As(err, &closed):
			return fmt.Sprintf("CloseError %d", closed.Code)
		case errors.Is(err, syscall.ECONNRESET):
			return "connection reset"
		case errors.Is(err, net.ErrClosed):
			return "closed by ourselves"
		default:
			return err.Error()
		}
	}
}

// answer returns what the client gets back.
func answer(p *loop.Peer) string {
	r := frame.Reader{From: p.Reader, Limit: 1 << 10}
	_, _, err := r.Next()
	var closed *frame.Closed
	switch {
	case errors.As(err, &closed) && closed.Code == frame.NoStatus:
		return "close without a code"
	case errors.As(err, &closed):
		return fmt.Sprintf("close %d", closed.Code)
	case errors.Is(err, io.EOF):
		return "end"
	default:
		return "-"
	}
}

func main() {
	saw := make(chan string, 1)
	server := loop.Upgrade(websocket.Upgrader{}, nil, func(conn *websocket.Conn) error {
		saw <- read(conn)
		return nil
	})
	err := loop.Serve(server, func(addr string) error {
		fmt.Printf("%-32s %-40s %s\n", "the client sends", "ReadMessage returns", "the client gets")
		for _, end := range ends {
			peer, err := loop.Dial(addr, "/", "")
			if err != nil {
				return err
			}
			err = end.do(peer)
			server := <-saw
			fmt.Printf("%-32s %-40s %s\n", end.what, server, answer(peer))
			if err = errors.Join(err, peer.Closed()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
}
