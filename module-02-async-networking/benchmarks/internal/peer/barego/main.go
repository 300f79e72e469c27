// Command barego is bare.c in Go: it copies what comes from one connection to
// all others, one write each, and knows nothing else. Between the two lies what
// the runtime costs: a goroutine for a connection, the netpoller, Conn.Write.
package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"slices"
	"sync"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "where to listen")
	flag.Parse()
	fmt.Fprintln(os.Stderr, "barego:", serve(*addr))
	os.Exit(1)
}

// serve returns when it can't accept any more.
func serve(addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	var all room
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		all.change(func(others []net.Conn) []net.Conn { return append(others, c) })
		go func() {
			err := all.copyFrom(c)
			all.change(func(others []net.Conn) []net.Conn {
				return slices.DeleteFunc(others, func(o net.Conn) bool { return o == c })
			})
			if err := errors.Join(err, c.Close()); err != nil {
				fmt.Fprintln(os.Stderr, "barego:", err)
			}
		}()
	}
}

// A room is all connections. The list is replaced, not changed.
type room struct {
	sync.Mutex
	conns []net.Conn
}

func (r *room) change(f func([]net.Conn) []net.Conn) {
	r.Lock()
	defer r.Unlock()
	r.conns = f(slices.Clone(r.conns))
}

func (r *room) list() []net.Conn {
	r.Lock()
	defer r.Unlock()
	return r.conns
}

// copyFrom returns when c is closed, or another can't be written to.
func (r *room) copyFrom(c net.Conn) error {
	buffer := make([]byte, 64<<10)
	for {
		n, err := c.Read(buffer)
		if err != nil {
			return nil // it has left, one way or another
		}
		for _, other := range r.list() {
			if other == c {
				continue
			}
			if _, err := other.Write(buffer[:n]); err != nil {
				return err
			}
		}
	}
}
