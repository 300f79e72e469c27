// Command bare answers every request with the same issue and does nothing for it:
// no token, no database, no limit. It is what net/http itself allows.
package main

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "where to listen")
	file := flag.String("body", "", "what is answered")
	flag.Parse()
	body, err := os.ReadFile(*file)
	if err == nil {
		err = http.ListenAndServe(*addr, always(body))
	}
	fmt.Fprintln(os.Stderr, "bare:", err)
	os.Exit(1)
}

func always(body []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusCreated)
		}
		if _, err := w.Write(body); err != nil {
			return // who asked has left
		}
	})
}
