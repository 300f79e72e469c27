// Timeouts has five kinds of slowness and five limits, and tells which limit ends
// which slowness. Each server has one limit, of 300 ms.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	limit    = 300 * time.Millisecond
	patience = 5 * limit
	pace     = limit / 10 // of those who send a byte at a time
)

type limiter struct {
	name string
	set  func(*http.Server)
}

var limits = []limiter{
	{"ReadHeader", func(s *http.Server) { s.ReadHeaderTimeout = limit }},
	{"Read", func(s *http.Server) { s.ReadTimeout = limit }},
	{"Write", func(s *http.Server) { s.WriteTimeout = limit }},
	{"Idle", func(s *http.Server) { s.IdleTimeout = limit }},
	{"TimeoutHandler", func(s *http.Server) { s.Handler = http.TimeoutHandler(s.Handler, limit, "") }},
}

// large is more than fits into the sockets' buffers.
var large = make([]byte, 16<<20)

// A handler reads the body, and does as the path says.
type handler struct {
	wrote atomic.Bool // its Write returned nil
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		w.WriteHeader(http.StatusRequestTimeout)
		return
	}
	switch r.URL.Path {
	case "/works":
		time.Sleep(2 * limit)
		_, err := io.WriteString(w, "done")
		h.wrote.Store(err == nil)
	case "/large":
		_, err := w.Write(large)
		h.wrote.Store(err == nil)
	}
}

type slowness struct {
	name string
	be   func(net.Conn) (string, error)
}

var slow = []slowness{
	{"the header, a byte at a time", func(c net.Conn) (string, error) {
		return trickle(c, "GET / HTTP/1.1\r\nHost: x\r\nX-Name: ")
	}},
	{"the body, a byte at a time", func(c net.Conn) (string, error) {
		return trickle(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
	}},
	{"the handler", func(c net.Conn) (string, error) {
		return answer(c, "GET /works HTTP/1.1\r\nHost: x\r\n\r\n")
	}},
	{"nobody reads the answer", func(c net.Conn) (string, error) {
		if _, err := io.WriteString(c, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			return "", err
		}
		time.Sleep(patience) // and what the server gave up is missing then
		if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
			return "", err
		}
		response, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			return "cut", nil
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			return "cut", nil
		}
		return "-", nil
	}},
	{"nothing, between two requests", func(c net.Conn) (string, error) {
		if _, err := answer(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			return "", err
		}
		return answer(c, "")
	}},
}

// trickle sends the head, and then a byte at a time, until there is an answer.
func trickle(c net.Conn, head string) (string, error) {
	if _, err := io.WriteString(c, head); err != nil {
		return "", err
	}
	stop := make(chan struct{})
	var sender sync.WaitGroup
	sender.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(pace):
			}
			if _, err := io.WriteString(c, "x"); err != nil {
				return // the server has closed: answer sees it too
			}
		}
	})
	says, err := answer(c, "")
	close(stop)
	sender.Wait()
	return says, err
}

// answer sends the request and says what came: a status, "cut" for an end without
// one, or "-" for nothing.
func answer(c net.Conn, request string) (string, error) {
	if _, err := io.WriteString(c, request); err != nil {
		return "", err
	}
	if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(c).ReadString('\n')
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "-", nil
	case err != nil:
		return "cut", nil
	}
	return strings.Fields(line)[1], nil
}

// try runs one cell of the table. It is "lost" if the connection was cut and the
// handler had written its answer without an error.
func try(l limiter, s slowness) (says string, err error) {
	h := new(handler)
	server := httptest.NewUnstartedServer(h)
	l.set(server.Config)
	server.Start()
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	says, err = s.be(conn)
	if says == "cut" && h.wrote.Load() {
		says = "lost"
	}
	return says, err
}

// table runs all cells at once.
func table() ([][]string, error) {
	cells, failed := make([][]string, len(slow)), make([]error, len(slow)*len(limits))
	var all sync.WaitGroup
	for i, s := range slow {
		cells[i] = make([]string, len(limits))
		for j, l := range limits {
			all.Go(func() { cells[i][j], failed[i*len(limits)+j] = try(l, s) })
		}
	}
	all.Wait()
	return cells, errors.Join(failed...)
}

func main() {
	cells, err := table()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%-30s", "what is slow")
	for _, l := range limits {
		fmt.Printf(" %10s", l.name)
	}
	fmt.Println()
	for i, s := range slow {
		fmt.Printf("%-30s", s.name)
		for _, says := range cells[i] {
			fmt.Printf(" %10s", says)
		}
		fmt.Println()
	}
}
