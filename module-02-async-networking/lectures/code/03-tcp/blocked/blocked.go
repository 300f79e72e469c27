// Blocked sends every message to two clients, one after the other. It fails: the
// first doesn't read, and the second gets nothing any more.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"systems.course/module02/03-tcp/loopback"
)

// Room is who gets what is said.
type Room struct {
	mu      sync.Mutex
	members []net.Conn
}

// Say sends a message to all members.
func (r *Room) Say(message []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range r.members {
		if _, err := m.Write(message); err != nil {
			return err
		}
	}
	return nil
}

// received counts what a client has read.
type received struct{ bytes atomic.Int64 }

func (r *received) Write(p []byte) (int, error) {
	r.bytes.Add(int64(len(p)))
	return len(p), nil
}

// settled waits until the count hasn't changed for a second.
func (r *received) settled() int64 {
	for {
		before := r.bytes.Load()
		time.Sleep(time.Second)
		if after := r.bytes.Load(); after == before {
			return after
		}
	}
}

func run(client, server, asleep *net.TCPConn) error {
	const said, size = 10_000, 4 << 10
	var got received
	room := &Room{members: []net.Conn{asleep, server}}
	talked, read := make(chan error, 1), make(chan error, 1)
	go func() {
		_, err := io.Copy(&got, client)
		read <- err
	}()
	go func() {
		message := make([]byte, size)
		for range said {
			if err := room.Say(message); err != nil {
				talked <- err
				return
			}
		}
		talked <- nil
	}()
	if n := got.settled(); n < said*size {
		fmt.Println("bob reads, and has waited for a second: the room is writing to ann")
		fmt.Println("the room's lock is free:", room.mu.TryLock())
		os.Exit(1)
	}
	return errors.Join(<-talked, server.CloseWrite(), <-read)
}

func main() {
	err := loopback.Connect(func(client, server *net.TCPConn) error {
		return loopback.Connect(func(_, asleep *net.TCPConn) error {
			return run(client, server, asleep)
		})
	})
	if err != nil {
		log.Fatal(err)
	}
}
