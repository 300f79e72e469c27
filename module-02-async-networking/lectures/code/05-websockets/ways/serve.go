package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/gorilla/websocket"

	"systems.course/module02/05-websockets/feed"
	"systems.course/module02/05-websockets/loop"
)

// after returns the id that the client names, or 0.
func after(r *http.Request) uint64 {
	last, err := strconv.ParseUint(r.FormValue("last"), 10, 64)
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		last, err = strconv.ParseUint(id, 10, 64)
	}
	if err != nil {
		return 0
	}
	return last
}

// poll answers when there is an event, or after half a minute that there is none.
func poll(l *feed.Log) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		b := l.After(after(r), 64)
		if b.More != nil && b.To == 0 {
			select {
			case <-b.More:
				b = l.After(after(r), 64)
			case <-time.After(30 * time.Second):
			case <-r.Context().Done():
				return
			}
		}
		w.Header().Set("Content-Type", "application/x-ndjson")
		w.Header().Set("Cache-Control", "no-store")
		if b.To != 0 {
			if _, err := fmt.Fprintf(w, "{\"missed\":[%d,%d]}\n", b.From, b.To); err != nil {
				return
			}
		}
		for _, e := range b.Events {
			if _, err := fmt.Fprintf(w, "%s\n", e.Text); err != nil {
				return // the client will ask again
			}
		}
	}
}

// stream sends events until the client leaves, and a comment when there are none
// for a while, so that a proxy sees that the connection is in use.
func stream(l *feed.Log) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("Cache-Control", "no-store")
		out := http.NewResponseController(w)
		for last := after(r); ; {
			b := l.After(last, 64)
			err := out.SetWriteDeadline(time.Now().Add(feed.Patience))
			if err == nil {
				_, err = w.Write(lines(b))
			}
			if err == nil {
				err = out.Flush()
			}
			if err != nil {
				return
			}
			last = b.Last
			if b.More == nil {
				continue
			}
			select {
			case <-b.More:
			case <-time.After(15 * time.Second):
				if _, err := io.WriteString(w, ": still here\n\n"); err != nil {
					return
				}
			case <-r.Context().Done():
				return
			}
		}
	}
}

// lines is a batch in the form of an event stream. The id of the gap's end is the
// place to go on from as well.
func lines(b feed.Batch) (text []byte) {
	if b.To != 0 {
		text = fmt.Appendf(text, "event: missed\nid: %d\ndata: [%d,%d]\n\n", b.To, b.From, b.To)
	}
	for _, e := range b.Events {
		text = fmt.Appendf(text, "id: %d\ndata: %s\n\n", e.ID, e.Text)
	}
	return text
}

// socket sends the same over WebSocket.
func socket(l *feed.Log) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		loop.Upgrade(websocket.Upgrader{}, nil, func(conn *websocket.Conn) error {
			ctx, cancel := context.WithCancelCause(r.Context())
			go func() {
				_, _, err := conn.ReadMessage()
				cancel(err)
			}()
			return feed.Follow(ctx, conn.NetConn(), l, after(r), 64)
		}).ServeHTTP(w, r)
	}
}
