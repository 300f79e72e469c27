package restapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.uber.org/zap"

	"systems.course/restapi/internal/store"
)

// A problem is an error that a client gets: RFC 9457's problem details, and the
// header fields that go with some of them.
type problem struct {
	Type      string       `json:"type"`
	Title     string       `json:"title"`
	Status    int          `json:"status"`
	Detail    string       `json:"detail,omitempty"`
	RequestID string       `json:"request_id"`
	Errors    []fieldError `json:"errors,omitempty"`

	header map[string]string
}

// A fieldError names one thing that is wrong, in the body or in the query.
type fieldError struct {
	Pointer   *string `json:"pointer,omitempty"` // "" is the whole body, and is not nothing
	Parameter string  `json:"parameter,omitempty"`
	Detail    string  `json:"detail"`
}

func (p *problem) Error() string { return p.Title + ": " + p.Detail }

// A kind is a type of problem; openapi.yaml has the list.
type kind struct {
	name   string
	status int
	title  string
}

var (
	malformed        = kind{"malformed-request", http.StatusBadRequest, "The request can't be read"}
	invalidParameter = kind{"invalid-parameter", http.StatusBadRequest, "A query parameter is wrong"}
	keyRefused       = kind{"idempotency-key-refused", http.StatusBadRequest, "This answer is never kept"}
	unauthenticated  = kind{"unauthenticated", http.StatusUnauthorized, "A valid token is needed"}
	forbidden        = kind{"forbidden", http.StatusForbidden, "This user may not do this"}
	notFound         = kind{"not-found", http.StatusNotFound, "Nothing is here"}
	methodNotAllowed = kind{"method-not-allowed", http.StatusMethodNotAllowed, "This path has no such method"}
	requestTimeout   = kind{"request-timeout", http.StatusRequestTimeout, "The request took too long to come"}
	conflict         = kind{"conflict", http.StatusConflict, "The name is taken"}
	keyInUse         = kind{"idempotency-key-in-use", http.StatusConflict, "The first request with this key still runs"}
	stale            = kind{"precondition-failed", http.StatusPreconditionFailed, "There is another version now"}
	tooLarge         = kind{"body-too-large", http.StatusRequestEntityTooLarge, "The body is too large"}
	wrongMediaType   = kind{"unsupported-media-type", http.StatusUnsupportedMediaType, "The body must be JSON"}
	invalid          = kind{"validation", http.StatusUnprocessableEntity, "The body has members that are wrong"}
	keyReused        = kind{"idempotency-key-reused", http.StatusUnprocessableEntity, "The key was used for another request"}
	noPrecondition   = kind{"precondition-required", http.StatusPreconditionRequired, "If-Match is needed"}
	rateLimited      = kind{"rate-limited", http.StatusTooManyRequests, "Too many requests"}
	internal         = kind{"internal", http.StatusInternalServerError, "The server has a fault"}
	unavailable      = kind{"unavailable", http.StatusServiceUnavailable, "Not now"}
	storageFull      = kind{"storage-full", http.StatusInsufficientStorage, "No room for this"}
)

func (k kind) problem(detail string) *problem {
	return &problem{Type: "/problems/" + k.name, Title: k.title, Status: k.status, Detail: detail}
}

// with names what is wrong.
func (k kind) with(list []fieldError) *problem {
	p := k.problem("")
	p.Errors = list
	return p
}

// compareErrors is the order in which they are written, so that the same request
// gets the same answer.
func compareErrors(a, b fieldError) int {
	if c := strings.Compare(a.Parameter, b.Parameter); c != 0 {
		return c
	}
	if c := strings.Compare(a.pointer(), b.pointer()); c != 0 {
		return c
	}
	return strings.Compare(a.Detail, b.Detail)
}

func (e fieldError) pointer() string {
	if e.Pointer == nil {
		return ""
	}
	return *e.Pointer
}

func (p *problem) set(name, value string) *problem {
	if p.header == nil {
		p.header = map[string]string{}
	}
	p.header[name] = value
	return p
}

// retryAfter rounds up to whole seconds, at least one.
func (p *problem) retryAfter(d time.Duration) *problem {
	seconds := max(1, int((d+time.Second-1)/time.Second))
	return p.set("Retry-After", strconv.Itoa(seconds))
}

// problemOf makes a problem of any error. What is ours to repair is logged, and
// the client is told its request's id and no more.
func problemOf(err error, log *zap.Logger) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	switch {
	case errors.Is(err, store.ErrNotFound):
		return notFound.problem("")
	case errors.Is(err, store.ErrFull):
		log.Error("no room", zap.Error(err))
		return storageFull.problem("nothing was changed")
	case errors.Is(err, context.Canceled): // the client has left: nobody will read this
		log.Debug("left", zap.Error(err))
		return unavailable.problem("the request was given up").retryAfter(time.Second)
	case errors.Is(err, store.ErrUnavailable):
		log.Warn("unavailable", zap.Error(err))
		return unavailable.problem(whyUnavailable(err) + "; nothing was changed").retryAfter(time.Second)
	}
	fields := []zap.Field{zap.Error(err)}
	if p, ok := errors.AsType[*store.Panic](err); ok {
		fields = append(fields, zap.ByteString("stack", p.Stack))
	}
	log.Error("internal", fields...)
	return internal.problem("")
}

func whyUnavailable(err error) string {
	switch {
	case errors.Is(err, store.ErrBusy):
		return "the database is locked"
	case errors.Is(err, store.ErrReadOnly):
		return "the database is read-only"
	case errors.Is(err, store.ErrGone):
		return "the database's file is gone"
	case errors.Is(err, store.ErrQueueFull):
		return "too many requests wait"
	case errors.Is(err, store.ErrTimeout):
		return "it took too long"
	}
	return "the database can't be used"
}

// write sends it. An error of writing is the client's going away.
func (p *problem) write(w http.ResponseWriter, requestID string) {
	copied := *p // one problem may be the answer to many
	copied.RequestID = requestID
	// Here, and not where they are gathered: that is inside of a transaction.
	slices.SortFunc(copied.Errors, compareErrors)
	for name, value := range copied.header {
		w.Header().Set(name, value)
	}
	body, err := json.Marshal(&copied)
	if err != nil { // strings and numbers only: it can't be
		body = []byte(`{"type":"/problems/internal","title":"The server has a fault","status":500}`)
	}
	send(w, p.Status, "application/problem+json", append(body, '\n'))
}
