package restapi

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// An answer is a response that can be kept: it is made inside of a transaction,
// and sent after the commit.
type answer struct {
	status   int
	location string
	etag     string
	link     string
	noStore  bool // a token is in it
	replayed bool
	body     []byte // JSON; nil: none
}

// answerWith has the value as its body.
func answerWith(status int, value any) (answer, error) {
	body, err := json.Marshal(value)
	return answer{status: status, body: append(body, '\n')}, err
}

// resource is the answer with one resource, and its version.
func resource(status int, etag string, value any) (answer, error) {
	a, err := answerWith(status, value)
	a.etag = etag
	return a, err
}

// created is the answer to a POST that made the resource at the location.
func created(location, etag string, value any) (answer, error) {
	a, err := resource(http.StatusCreated, etag, value)
	a.location = location
	return a, err
}

// noContent is the answer to a DELETE.
func noContent() (answer, error) { return answer{status: http.StatusNoContent}, nil }

func (a answer) write(w http.ResponseWriter) {
	h := w.Header()
	set := func(name, value string) {
		if value != "" {
			h.Set(name, value)
		}
	}
	set("Location", a.location)
	set("ETag", a.etag)
	set("Link", a.link)
	h.Set("Cache-Control", "private, no-cache")
	if a.noStore {
		h.Set("Cache-Control", "no-store")
	}
	if a.replayed {
		h.Set("Idempotency-Replayed", "true")
	}
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	send(w, a.status, "application/json", a.body)
}

// send writes a whole response. A client that has gone away is no error of ours:
// the server closes the connection, and what was done stays done.
func send(w http.ResponseWriter, status int, contentType string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		return
	}
}
