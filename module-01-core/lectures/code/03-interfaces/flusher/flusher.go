// Flusher sends events as they happen, through a middleware that notes the
// status. It fails: the first event waits for the last.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
)

func events(w http.ResponseWriter, _ *http.Request) {
	write(w, "data: started\n")
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	// The work that takes minutes comes here.
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

func logged(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		noted := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next(noted, r)
	}
}

// flushed reports whether a handler's response left before its end.
func flushed(handler http.HandlerFunc) bool {
	recorder := httptest.NewRecorder()
	handler(recorder, httptest.NewRequest(http.MethodGet, "/events", nil))
	return recorder.Flushed
}

func main() {
	fmt.Println("flushed:", flushed(events))
	fmt.Println("flushed behind the middleware:", flushed(logged(events)))
	if !flushed(logged(events)) {
		os.Exit(1)
	}
}
