package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
)

// problem is the body of an answer that is an error, by RFC 9457.
type problem struct {
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Detail string       `json:"detail,omitempty"`
	Errors []*LineError `json:"errors,omitempty"`
}

// problemOf decides what the client may know. Nothing else crosses the border.
func problemOf(err error) problem {
	wrong := lineErrors(err)
	switch {
	case len(wrong) > 0:
		p := problem{"the upload has wrong lines", http.StatusBadRequest, "", wrong}
		if errors.Is(err, ErrTooMany) {
			p.Detail = ErrTooMany.Error()
		}
		return p
	case errors.Is(err, ErrNotFound):
		return problem{"no such order", http.StatusNotFound, err.Error(), nil}
	case errors.Is(err, context.DeadlineExceeded):
		return problem{"too slow", http.StatusGatewayTimeout, "", nil}
	default:
		return problem{"internal error", http.StatusInternalServerError, "", nil}
	}
}

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

// handler is an http.Handler that may fail. It must not have written by then.
type handler func(http.ResponseWriter, *http.Request) error

// serve answers and logs every failure, once, and nobody below it does.
func serve(log *slog.Logger, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		if err == nil {
			return
		}
		if r.Context().Err() != nil && errors.Is(err, context.Canceled) {
			log.Info("client gone", "path", r.URL.Path)
			return
		}
		p := problemOf(err)
		level := slog.LevelInfo
		if p.Status >= 500 {
			level = slog.LevelError
		}
		log.Log(r.Context(), level, p.Title, "path", r.URL.Path, "status", p.Status, "err", err)
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(p.Status)
		if err := json.NewEncoder(w).Encode(p); err != nil {
			log.Info("answer not sent", "path", r.URL.Path, "err", err)
		}
	})
}
