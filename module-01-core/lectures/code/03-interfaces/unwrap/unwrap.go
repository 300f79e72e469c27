// Unwrap is flusher, repaired: the wrapper says what it wraps, the handler asks
// by way of a ResponseController, and a writer that cannot flush is an error.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
)

func events(w http.ResponseWriter, _ *http.Request) {
	write(w, "data: started\n")
	if err := http.NewResponseController(w).Flush(); err != nil {
		fmt.Println("events cannot stream:", err)
	}
	write(w, "data: done\n")
}

func write(w io.Writer, line string) {
	if _, err := io.WriteString(w, line); err != nil {
		log.Print(err)
	}
}

// statusWriter notes the status of a response.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController find what w hides.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// mute hides everything but the three methods of http.ResponseWriter.
type mute struct{ http.ResponseWriter }

func main() {
	recorder := httptest.NewRecorder()
	events(&statusWriter{ResponseWriter: recorder}, nil)
	fmt.Println("flushed:", recorder.Flushed)

	err := http.NewResponseController(mute{recorder}).Flush()
	fmt.Println("not supported:", errors.Is(err, http.ErrNotSupported))
}
