package notes

import (
	"context"
	"io"
	"log"
	"net/http"
	"time"
)

// An answer is the whole of a response. Nothing is sent before it is known.
type answer struct {
	Status                           int
	Type, ETag, Location, RetryAfter string
	Body                             []byte
}

// An endpoint gets a request whose body has been read, and returns what to say.
type endpoint func(r *http.Request, body []byte) (answer, error)

const (
	maxBody  = 64 << 10        // bytes
	patience = 5 * time.Second // with the work on a request
)

// ServeHTTP is the only place that writes.
func (e endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, err := e.ask(w, r)
	if err != nil {
		a = answerOf(problemOf(err))
	}
	for name, value := range map[string]string{
		"Content-Type": a.Type, "ETag": a.ETag, "Location": a.Location, "Retry-After": a.RetryAfter,
	} {
		if value != "" {
			w.Header().Set(name, value)
		}
	}
	w.WriteHeader(a.Status)
	if _, err := w.Write(a.Body); err != nil {
		log.Print(err) // the client has left; what it asked for is done
	}
}

// ask reads the body, which ReadTimeout bounds. Only then patience begins.
func (e endpoint) ask(w http.ResponseWriter, r *http.Request) (answer, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return answer{}, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	return e(r.WithContext(ctx), body)
}

// middleware is a function from handlers to handlers; the first is outermost.
type middleware func(http.Handler) http.Handler

func wrap(h http.Handler, all ...middleware) http.Handler {
	for i := len(all) - 1; i >= 0; i-- {
		h = all[i](h)
	}
	return h
}

// atMost lets n requests be under way, and refuses the others at once.
func atMost(n int) middleware {
	places := make(chan struct{}, n)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			select {
			case places <- struct{}{}:
				defer func() { <-places }()
				next.ServeHTTP(w, r)
			default:
				endpoint(func(*http.Request, []byte) (answer, error) { return answer{}, errBusy }).ServeHTTP(w, r)
			}
		})
	}
}
