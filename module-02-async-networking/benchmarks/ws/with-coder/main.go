// Command with-coder broadcasts what is posted to all subscribers, as the chat
// example of coder/websocket has it: a buffered channel for each subscriber, and a
// write with a time limit for each message.
package main

import (
	"context"
	"log"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/coder/websocket"

	"systems.course/benchmarks/networking/internal/body"
)

type hub struct {
	mu      sync.Mutex
	clients map[chan []byte]bool
}

func main() {
	h := &hub{clients: map[chan []byte]bool{}}
	http.HandleFunc("POST /publish", h.publish)
	http.HandleFunc("GET /ws", h.subscribe)
	log.Fatal(http.ListenAndServe(os.Args[1], nil))
}

func (h *hub) publish(w http.ResponseWriter, r *http.Request) {
	data, err := body.Read(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		c <- data
	}
	w.WriteHeader(http.StatusCreated)
}

func (h *hub) subscribe(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return // it has answered
	}
	ctx := conn.CloseRead(r.Context())
	c := make(chan []byte, body.Queue)
	h.mu.Lock()
	h.clients[c] = true
	h.mu.Unlock()
	for data := range c {
		if err := write(ctx, conn, data); err != nil {
			log.Fatal(err)
		}
	}
}

func write(ctx context.Context, conn *websocket.Conn, data []byte) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return conn.Write(ctx, websocket.MessageText, data)
}
