// Bomb has a server with a read limit of 64 KiB, which agrees to compression. It
// fails: a message within the limit takes a thousand times as much memory.
package main

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/gorilla/websocket"

	"systems.course/module02/05-websockets/frame"
	"systems.course/module02/05-websockets/loop"
)

const limit = 64 << 10

var errTooLong = errors.New("too long, inflated")

// read is how a message is mostly read.
func read(conn *websocket.Conn) ([]byte, error) {
	conn.SetReadLimit(limit)
	_, message, err := conn.ReadMessage()
	return message, err
}

// readInflated counts what comes out, too.
func readInflated(conn *websocket.Conn) ([]byte, error) {
	conn.SetReadLimit(limit)
	_, r, err := conn.NextReader()
	if err != nil {
		return nil, err
	}
	message, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && len(message) > limit {
		err = errTooLong
	}
	return message, err
}

// bomb returns a frame with a compressed message of so many zeros.
func bomb(zeros int) ([]byte, error) {
	var small bytes.Buffer
	w, err := flate.NewWriter(&small, 9)
	if err == nil {
		_, err = w.Write(make([]byte, zeros))
	}
	if err == nil {
		err = w.Flush()
	}
	wire := frame.Append(nil, frame.Binary, true, &loop.Key, small.Bytes()[:max(0, small.Len()-4)])
	if err == nil {
		wire[0] |= 0x40 // RSV1: compressed
	}
	return wire, err
}

// throw sends one to a server that reads so, and returns what that got.
func throw(read func(*websocket.Conn) ([]byte, error)) (sent, got int, err error) {
	wire, err := bomb(48 << 20)
	if err != nil {
		return 0, 0, err
	}
	results := make(chan error, 1)
	server := loop.Upgrade(websocket.Upgrader{EnableCompression: true}, results, func(conn *websocket.Conn) error {
		message, err := read(conn)
		got = len(message)
		return err
	})
	err = loop.Serve(server, func(addr string) error {
		peer, err := loop.Dial(addr, "/", "Sec-WebSocket-Extensions: permessage-deflate\r\n")
		if err != nil {
			return err
		}
		_, err = peer.Write(wire)
		return errors.Join(err, <-results, peer.Closed())
	})
	return len(wire), got, err
}

func main() {
	sent, got, err := throw(readInflated)
	fmt.Printf("counted inflated: %d bytes sent, %d in memory, %v\n", sent, got, err)
	sent, got, err = throw(read)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("limit of %d bytes: %d bytes sent, %d in memory, no error\n", limit, sent, got)
	if got > limit {
		os.Exit(1)
	}
}
