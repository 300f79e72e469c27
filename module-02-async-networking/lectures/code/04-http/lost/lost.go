// Lost has eight people edit one note: each reads it, adds its name, and writes it
// back. It fails: not all names are in the note, and all were told that they are.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
)

// A note is a text and the number of its version.
type note struct {
	mu      sync.Mutex
	version int
	text    string
}

// get and put are atomic, each for itself.
func (n *note) get(w http.ResponseWriter, _ *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	w.Header().Set("ETag", strconv.Quote(strconv.Itoa(n.version)))
	if _, err := io.WriteString(w, n.text); err != nil {
		log.Print(err)
	}
}

func (n *note) put(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<10))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if tag := r.Header.Get("If-Match"); tag != "" && tag != strconv.Quote(strconv.Itoa(n.version)) {
		w.WriteHeader(http.StatusPreconditionFailed)
		return
	}
	n.text = string(text)
	n.version++
	w.WriteHeader(http.StatusNoContent)
}

// send returns the status, the body and the ETag.
func send(method, url, body, ifMatch string) (status int, text, etag string, err error) {
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return 0, "", "", err
	}
	if ifMatch != "" {
		request.Header.Set("If-Match", ifMatch)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, "", "", err
	}
	read, err := io.ReadAll(response.Body)
	err = errors.Join(err, response.Body.Close())
	return response.StatusCode, string(read), response.Header.Get("ETag"), err
}

// edit adds a name, and returns how often it was refused.
func edit(url, name string, conditional bool, together func()) (refused int, err error) {
	for {
		_, text, etag, err := send("GET", url, "", "")
		if err != nil {
			return refused, err
		}
		if refused == 0 {
			together() // everybody has read before anybody writes
		}
		if !conditional {
			etag = ""
		}
		status, _, _, err := send("PUT", url, text+name+" ", etag)
		switch {
		case err != nil:
			return refused, err
		case status == http.StatusPreconditionFailed:
			refused++
		case status != http.StatusNoContent:
			return refused, fmt.Errorf("status %d", status)
		default:
			return refused, nil
		}
	}
}

// edits returns the names in the note after all have edited it.
func edits(names []string, conditional bool) (there []string, refused int, err error) {
	n := new(note)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /note", n.get)
	mux.HandleFunc("PUT /note", n.put)
	server := httptest.NewServer(mux)
	defer server.Close()
	var all, read sync.WaitGroup
	read.Add(len(names))
	together := func() { read.Done(); read.Wait() }
	refusals, failed := make([]int, len(names)), make([]error, len(names))
	for i, name := range names {
		all.Go(func() { refusals[i], failed[i] = edit(server.URL+"/note", name, conditional, together) })
	}
	all.Wait()
	for _, r := range refusals {
		refused += r
	}
	return strings.Fields(n.text), refused, errors.Join(failed...)
}

func main() {
	names := strings.Fields("ann bob cid dan eve fay gus hal")
	for _, conditional := range []bool{true, false} {
		there, refused, err := edits(names, conditional)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("If-Match %-5t  8 edits done, %d in the note, refused on the way: %t\n", conditional, len(there), refused > 0)
		if len(there) != len(names) {
			os.Exit(1)
		}
	}
}
