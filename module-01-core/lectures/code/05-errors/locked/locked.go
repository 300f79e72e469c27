// Locked serves HTTP with a handler that panics between Lock and Unlock. It
// fails: the panic is survived, and the next request never ends.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"time"
)

// visits counts requests by page. Nobody has made the map.
type visits struct {
	mu     sync.Mutex
	byPage map[string]int
}

func (v *visits) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	v.byPage[r.URL.Path]++
	v.mu.Unlock()
}

// tidy is visits with the unlocking deferred.
type tidy struct{ visits }

func (v *tidy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.byPage[r.URL.Path]++
}

// ask sends so many requests, one after the other, and says how each ended.
func ask(h http.Handler, requests int) (answers []string) {
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Start()
	client := &http.Client{Timeout: time.Second}
	for range requests {
		answer, err := client.Get(s.URL)
		var t net.Error
		switch {
		case err == nil:
			answers = append(answers, answer.Status)
			_ = answer.Body.Close() // an empty one
		case errors.As(err, &t) && t.Timeout():
			answers = append(answers, "no answer")
		default:
			answers = append(answers, "connection closed")
		}
	}
	return answers
}

func main() {
	fmt.Println("tidy:  ", ask(&tidy{}, 2))
	answers := ask(&visits{}, 2)
	fmt.Println("visits:", answers)
	os.Exit(1)
}
