// Silent serves a client that answers some pings and then nothing any more, as one
// behind a proxy that has lost it, and counts what can still be written to it.
package main

import (
	"errors"
	"fmt"
	"log"
	"net"
	"time"

	"github.com/gorilla/websocket"

	"systems.course/module02/05-websockets/frame"
	"systems.course/module02/05-websockets/loop"
)

const (
	interval = 20 * time.Millisecond // seconds, outside of a lecture
	patience = 40 * interval
	answers  = 5
)

// watch pings until done is closed. Reads of conn fail when no pong has come for as
// long as patience. Somebody must be reading, for only that handles pongs.
func watch(conn *websocket.Conn, done <-chan struct{}) error {
	alive := func(string) error { return conn.SetReadDeadline(time.Now().Add(patience)) }
	conn.SetPongHandler(alive)
	if err := alive(""); err != nil {
		return err
	}
	go func() {
		ticks := time.NewTicker(interval)
		defer ticks.Stop()
		for {
			select {
			case <-ticks.C:
				if conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(patience)) != nil {
					return // the reader will see why
				}
			case <-done:
				return
			}
		}
	}()
	return nil
}

// serve writes a thousand messages to a client that is gone, and then reads until
// that fails.
func serve(conn *websocket.Conn, gone <-chan struct{}) error {
	done := make(chan struct{})
	defer close(done)
	if err := watch(conn, done); err != nil {
		return err
	}
	wrote := make(chan error, 1)
	go func() {
		<-gone
		for range 1_000 {
			if err := conn.WriteMessage(websocket.TextMessage, []byte("are you there?")); err != nil {
				wrote <- err
				return
			}
		}
		wrote <- nil
	}()
	_, _, err := conn.ReadMessage()
	if err := <-wrote; err != nil {
		return err
	}
	var timeout net.Error
	fmt.Println("1000 messages written after that, no error")
	fmt.Println("the reader's error is a timeout:", errors.As(err, &timeout) && timeout.Timeout())
	return nil
}

// answer answers some pings, and says when it stops.
func answer(peer *loop.Peer, gone chan<- struct{}) error {
	defer close(gone)
	n := 0
	enough := errors.New("enough")
	r := frame.Reader{From: peer.Reader, Limit: 1 << 10, Control: func(_ frame.Op, payload []byte) error {
		if n++; n > answers {
			return enough
		}
		return peer.Send(frame.Pong, true, string(payload))
	}}
	_, _, err := r.Next()
	if errors.Is(err, enough) {
		fmt.Println("pings answered:", answers)
		return nil
	}
	return err
}

func main() {
	gone, results := make(chan struct{}), make(chan error, 1)
	server := loop.Upgrade(websocket.Upgrader{}, results, func(conn *websocket.Conn) error { return serve(conn, gone) })
	err := loop.Serve(server, func(addr string) error {
		peer, err := loop.Dial(addr, "/", "")
		if err != nil {
			return err
		}
		return errors.Join(answer(peer, gone), <-results, peer.Closed())
	})
	if err != nil {
		log.Fatal(err)
	}
}
