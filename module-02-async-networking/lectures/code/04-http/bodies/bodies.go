// Bodies makes a hundred requests, one after the other, and leaves the answers'
// bodies in four ways. It counts connections.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
)

const requests = 100

type way struct {
	name  string
	leave func(*http.Response) error
}

var ways = []way{
	{"read to the end, and closed", func(r *http.Response) error {
		_, err := io.Copy(io.Discard, r.Body)
		return errors.Join(err, r.Body.Close())
	}},
	{"read to the end, not closed", func(r *http.Response) error {
		_, err := io.Copy(io.Discard, r.Body)
		return err
	}},
	{"closed", func(r *http.Response) error { return r.Body.Close() }},
	{"forgotten", func(*http.Response) error { return nil }},
}

// connections returns how many were opened, and how many are open in the end.
func connections(leave func(*http.Response) error) (opened, open int64, err error) {
	var closed atomic.Int64
	var accepted atomic.Int64
	answer := make([]byte, 64<<10)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if _, err := w.Write(answer); err != nil {
			return // the client has closed
		}
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			accepted.Add(1)
		case http.StateClosed:
			closed.Add(1)
		}
	}
	server.Start()
	client := &http.Client{Transport: new(http.Transport)}
	for range requests {
		response, err := client.Get(server.URL)
		if err != nil {
			return 0, 0, err
		}
		if err := leave(response); err != nil {
			return 0, 0, err
		}
	}
	opened, open = accepted.Load(), accepted.Load()-closed.Load()
	server.CloseClientConnections()
	server.Close()
	return opened, open, nil
}

func main() {
	for _, w := range ways {
		opened, open, err := connections(w.leave)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%-29s %3d connections opened, more than 50 left open: %t\n", w.name, opened, open > 50)
	}
}
