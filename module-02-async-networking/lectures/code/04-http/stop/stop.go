// Stop shuts a server down while it has a connection that is idle, one with a
// request that runs, one that is hijacked, and one that has sent half a header.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"time"
)

// A scene is a server and what its handlers tell.
type scene struct {
	server  *httptest.Server
	running chan struct{} // the handler has begun
	finish  chan struct{} // it may end
	taken   chan net.Conn // hijacked
}

func (s *scene) work(w http.ResponseWriter, _ *http.Request) {
	close(s.running)
	<-s.finish
	if _, err := io.WriteString(w, "done"); err != nil {
		log.Print(err)
	}
}

func (s *scene) hijack(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		log.Print(err)
		return
	}
	s.taken <- conn
}

// says sends text and returns what is seen of the answer's first line.
func says(conn net.Conn, text string) string {
	if _, err := io.WriteString(conn, text); err != nil {
		return "write failed"
	}
	if err := conn.SetReadDeadline(time.Now().Add(500 * time.Millisecond)); err != nil {
		return err.Error()
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "open"
	case err != nil:
		return "closed"
	}
	return line[:len("HTTP/1.1 200")]
}

const head = " HTTP/1.1\r\nHost: x\r\n\r\n"

func run() (err error) {
	s := &scene{running: make(chan struct{}), finish: make(chan struct{}), taken: make(chan net.Conn, 1)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /quick", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /work", s.work)
	mux.HandleFunc("GET /hijack", s.hijack)
	s.server = httptest.NewServer(mux)
	var conns [4]net.Conn
	for i := range conns {
		if conns[i], err = net.Dial("tcp", s.server.Listener.Addr().String()); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, conns[i].Close()) }()
	}
	idle, working, hijacked, half := conns[0], conns[1], conns[2], conns[3]
	for conn, text := range map[net.Conn]string{working: "GET /work" + head, hijacked: "GET /hijack" + head, half: "GET /quick"} {
		if _, err := io.WriteString(conn, text); err != nil {
			return err
		}
	}
	<-s.running
	theirs := <-s.taken
	defer func() { err = errors.Join(err, theirs.Close()) }()
	fmt.Println("before:   idle", says(idle, "GET /quick"+head))

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- s.server.Config.Shutdown(ctx) }()
	fmt.Println("shutdown: idle", says(idle, ""))
	if _, err := net.Dial("tcp", s.server.Listener.Addr().String()); err != nil {
		fmt.Println("          new: connection refused")
	}
	fmt.Println("          working", says(working, ""))
	fmt.Println("          half a header, now completed:", says(half, head))
	close(s.finish)
	fmt.Println("finished: working", says(working, ""))
	fmt.Println("Shutdown returned", <-ended)
	fmt.Println("          hijacked", says(hijacked, ""))
	return nil
}

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
