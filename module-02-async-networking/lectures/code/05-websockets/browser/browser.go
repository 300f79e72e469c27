// Browser has Chromium open a page that counts what it may have open at once, and
// what waits in a WebSocket. It runs where Chromium is installed.
package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/exec"
	"time"

	"github.com/gorilla/websocket"

	"systems.course/module02/05-websockets/loop"
)

//go:embed page.html
var page []byte

// open runs a browser without a window until f returns.
func open(url string, f func() error) (err error) {
	profile, err := os.MkdirTemp("", "browser")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove(profile)) }()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "chromium", "--headless", "--no-sandbox", "--disable-gpu",
		"--no-first-run", "--user-data-dir="+profile, url)
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		cancel()
		return err
	}
	err = f()
	cancel()
	_ = cmd.Wait() // it was killed
	return err
}

// remove removes a folder in which processes may still write that are just ending.
func remove(folder string) (err error) {
	for range 100 {
		if err = os.RemoveAll(folder); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

// routes are what the page asks for. Its result goes to result.
func routes(result chan<- string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(page)
	})
	mux.HandleFunc("GET /ping", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "pong")
	})
	mux.HandleFunc("GET /stream/{n}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		if http.NewResponseController(w).Flush() == nil {
			<-r.Context().Done()
		}
	})
	deaf := loop.Upgrade(websocket.Upgrader{}, nil, func(*websocket.Conn) error {
		time.Sleep(time.Minute) // the page is closed long before
		return nil
	})
	mux.Handle("GET /socket", deaf)
	mux.HandleFunc("POST /result", func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, 1<<16))
		if err != nil {
			body = fmt.Appendln(nil, err)
		}
		select {
		case result <- string(body):
		default: // it has come before
		}
	})
	return mux
}

func main() {
	result := make(chan string, 1)
	err := loop.Serve(routes(result), func(addr string) error {
		return open("http://"+addr+"/", func() error {
			select {
			case text := <-result:
				fmt.Print(text)
				return nil
			case <-time.After(40 * time.Second):
				return errors.New("the page said nothing")
			}
		})
	})
	if err != nil {
		log.Fatal(err)
	}
}
