package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
)

// problem is the body of an answer that is an error, by RFC 9457. Without a type it
// says no more than its status.
type problem struct {
	Type   string       `json:"type,omitempty"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Detail string       `json:"detail,omitempty"`
	Errors []*LineError `json:"errors,omitempty"`
}

// problems is where the types of problems are documented.
const problems = "https://orders.example/problems/"

// problemOf decides what the client may know. Nothing else crosses the border.
func problemOf(err error) problem {
	wrong := lineErrors(err)
	switch {
	case len(wrong) > 0:
		p := problem{Type: problems + "wrong-lines", Title: "the upload has wrong lines",
			Status: http.StatusBadRequest, Errors: wrong}
		if errors.Is(err, ErrTooMany) {
			p.Detail = ErrTooMany.Error()
		}
		return p
	case errors.Is(err, ErrNotFound):
		return problem{Type: problems + "no-such-order", Title: "no such order", Status: http.StatusNotFound}
	case errors.Is(err, context.DeadlineExceeded):
		return statusOnly(http.StatusGatewayTimeout)
	default:
		return statusOnly(http.StatusInternalServerError)
	}
}

func statusOnly(status int) problem { return problem{Title: http.StatusText(status), Status: status} }

// lineErrors returns all of them: errors.AsType would stop at the first.
func lineErrors(err error) []*LineError {
	switch e := err.(type) {
	case *LineError:
		return []*LineError{e}
	case interface{ Unwrap() error }:
		return lineErrors(e.Unwrap())
	case interface{ Unwrap() []error }:
		var all []*LineError
		for _, child := range e.Unwrap() {
			all = append(all, lineErrors(child)...)
		}
		return all
	default:
		return nil
	}
}

// handler returns what to answer. It can't write, so nothing is sent when it fails.
type handler func(*http.Request) (any, error)

// serve sends every answer. It logs every failure, once, and nobody below it does.
func serve(log *slog.Logger, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, contentType := http.StatusOK, "application/json"
		answer, err := h(r)
		switch {
		case err == nil:
		case r.Context().Err() != nil && errors.Is(err, context.Canceled):
			log.Info("cancelled", "path", r.URL.Path, "cause", context.Cause(r.Context()))
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		default:
			p := problemOf(err)
			level := slog.LevelInfo
			if p.Status >= 500 {
				level = slog.LevelError
			}
			log.Log(r.Context(), level, p.Title, "path", r.URL.Path, "status", p.Status, "err", err)
			answer, status, contentType = p, p.Status, "application/problem+json"
		}
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			log.Info("answer not sent", "path", r.URL.Path, "err", err)
		}
	})
}
