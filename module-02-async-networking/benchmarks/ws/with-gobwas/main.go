// Command with-gobwas broadcasts what is posted to all subscribers, with the frame
// compiled once, as the documentation of gobwas/ws proposes for many receivers, and
// written to each connection as it is.
package main

import (
	"log"
	"net/http"
	"os"
	"sync"

	"github.com/gobwas/ws"

	"systems.course/benchmarks/networking/internal/body"
)

type hub struct {
	mu      sync.RWMutex
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
	frame, err := ws.CompileFrame(ws.NewTextFrame(data))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	for c := range h.clients {
		c <- frame
	}
	w.WriteHeader(http.StatusCreated)
}

func (h *hub) subscribe(w http.ResponseWriter, r *http.Request) {
	conn, _, _, err := ws.UpgradeHTTP(r, w)
	if err != nil {
		log.Print(err)
		return
	}
	c := make(chan []byte, body.Queue)
	h.mu.Lock()
	h.clients[c] = true
	h.mu.Unlock()
	for frame := range c {
		if _, err := conn.Write(frame); err != nil {
			log.Fatal(err)
		}
	}
}
