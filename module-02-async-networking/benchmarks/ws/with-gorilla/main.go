// Command with-gorilla broadcasts what is posted to all subscribers, as the
// documentation of gorilla/websocket has it: a hub, a buffered channel and a writer
// for each client, and a PreparedMessage that is encoded once.
package main

import (
	"log"
	"net/http"
	"os"
	"sync"

	"github.com/gorilla/websocket"

	"systems.course/benchmarks/networking/internal/body"
)

type hub struct {
	mu      sync.RWMutex
	clients map[chan *websocket.PreparedMessage]bool
}

func main() {
	h := &hub{clients: map[chan *websocket.PreparedMessage]bool{}}
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
	m, err := websocket.NewPreparedMessage(websocket.TextMessage, data)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	for c := range h.clients {
		c <- m
	}
	w.WriteHeader(http.StatusCreated)
}

func (h *hub) subscribe(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // it has answered
	}
	c := make(chan *websocket.PreparedMessage, body.Queue)
	h.mu.Lock()
	h.clients[c] = true
	h.mu.Unlock()
	for m := range c {
		if err := conn.WritePreparedMessage(m); err != nil {
			log.Fatal(err)
		}
	}
}
