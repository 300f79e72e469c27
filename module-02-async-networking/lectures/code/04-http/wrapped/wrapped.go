// Wrapped asks three ResponseWriters what they can do: the server's own, one that
// is wrapped to learn the status, and one whose wrapper has Unwrap.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"time"
)

// A recorder remembers the status for the log.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// An open recorder lets a ResponseController find what is inside.
type open struct{ *recorder }

func (o open) Unwrap() http.ResponseWriter { return o.ResponseWriter }

// abilities are what a handler may find: by a type assertion, as io.Copy does,
// or through a ResponseController.
type abilities struct {
	flusher, readerFrom           bool
	flush, setWriteDeadline, full bool
}

func of(w http.ResponseWriter) (a abilities) {
	_, a.flusher = w.(http.Flusher)
	_, a.readerFrom = w.(io.ReaderFrom)
	control := http.NewResponseController(w)
	a.setWriteDeadline = control.SetWriteDeadline(time.Now().Add(time.Minute)) == nil
	a.full = control.EnableFullDuplex() == nil
	a.flush = control.Flush() == nil
	return a
}

// ask returns what a handler below the middleware has.
func ask(middleware func(http.ResponseWriter) http.ResponseWriter) (a abilities, err error) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a = of(middleware(w))
	}))
	defer server.Close()
	response, err := http.Get(server.URL)
	if err != nil {
		return a, err
	}
	return a, response.Body.Close()
}

var wrappers = []struct {
	name string
	wrap func(http.ResponseWriter) http.ResponseWriter
}{
	{"the server's", func(w http.ResponseWriter) http.ResponseWriter { return w }},
	{"wrapped", func(w http.ResponseWriter) http.ResponseWriter { return &recorder{w, 200} }},
	{"with Unwrap", func(w http.ResponseWriter) http.ResponseWriter { return open{&recorder{w, 200}} }},
}

func main() {
	says := map[bool]string{true: "yes", false: "no"}
	fmt.Println("             by type assertion     by ResponseController")
	fmt.Println("             Flusher ReaderFrom    Flush SetWriteDeadline EnableFullDuplex")
	for _, w := range wrappers {
		a, err := ask(w.wrap)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%-12s %-7s %-13s %-5s %-16s %s\n", w.name, says[a.flusher], says[a.readerFrom],
			says[a.flush], says[a.setWriteDeadline], says[a.full])
	}
}
