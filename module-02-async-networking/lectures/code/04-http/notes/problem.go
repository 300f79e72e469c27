package notes

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"os"

	"systems.course/module02/04-http/lite"
	"systems.course/module02/04-http/writer"
)

// A problem is an error that the client is told: RFC 9457.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
}

func (p problem) Error() string { return p.Title + ": " + p.Detail }

var (
	errMalformed = problem{"/problems/malformed", "The request can't be read", 400, ""}
	errNotFound  = problem{"/problems/not-found", "There is no such note", 404, ""}
	errStale     = problem{"/problems/stale", "There is another version now", 412, ""}
	errSlow      = problem{"/problems/too-slow", "The body took too long to come", 408, ""}
	errTooLarge  = problem{"/problems/too-large", "The body is too large", 413, ""}
	errKeyReused = problem{"/problems/key-reused", "The key was used for another request", 422, ""}
	errNoIfMatch = problem{"/problems/if-match-required", "If-Match is needed", 428, ""}
	errInternal  = problem{"/problems/internal", "The server has a fault", 500, ""}
	errBusy      = problem{"/problems/busy", "Not now", 503, ""}
	errDiskFull  = problem{"/problems/full", "There is no room", 507, ""}
)

func (p problem) because(detail string) problem {
	p.Detail = detail
	return p
}

// problemOf decides what the client is told of an error. What isn't for its eyes
// goes to the log.
func problemOf(err error) problem {
	if p, ok := errors.AsType[problem](err); ok {
		return p
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return errTooLarge
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errSlow // by ReadTimeout
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errMalformed
	case errors.Is(err, sql.ErrNoRows):
		return errNotFound
	case errors.Is(err, writer.ErrFull), errors.Is(err, writer.ErrClosed),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), lite.Code(err) == "SQLITE_BUSY":
		return errBusy
	case lite.Code(err) == "SQLITE_FULL":
		return errDiskFull
	}
	log.Print(err)
	return errInternal
}

// answerOf is the problem as an answer.
func answerOf(p problem) answer {
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte("{}") // strings and a number: it can't be
	}
	a := answer{Status: p.Status, Type: "application/problem+json", Body: body}
	if p.Status == errBusy.Status {
		a.RetryAfter = "1"
	}
	return a
}
