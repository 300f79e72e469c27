package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"unicode/utf8"

	"go.uber.org/zap"

	"systems.course/notify/config"
	"systems.course/notify/internal/topic"
)

// publish takes an event: POST /topics/{topic}.
func (s *server) publish(w http.ResponseWriter, r *http.Request) *problem {
	who, p := s.authorize(r, config.Publish)
	if p != nil {
		return p
	}
	name := r.PathValue("topic")
	if err := topic.Check(name); err != nil {
		return errTopic.with("%v", err)
	}
	data, p := s.readEvent(w, r)
	if p != nil {
		return p
	}
	id, ok := s.take(name, data)
	if !ok {
		return errStopping
	}
	s.log.Debug("published", zap.Uint64("id", id), zap.String("topic", name), zap.String("user", who.name))
	answerJSON(w, "application/json", http.StatusCreated, struct {
		ID uint64 `json:"id"`
	}{id})
	return nil
}

// readEvent returns the body, one JSON value without white space between its
// tokens.
func (s *server) readEvent(w http.ResponseWriter, r *http.Request) ([]byte, *problem) {
	if t := r.Header.Get("Content-Type"); t != "" {
		if media, _, err := mime.ParseMediaType(t); err != nil || media != "application/json" {
			return nil, errMediaType.with("the body's type is %q", t)
		}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.options.MaxEvent))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, errTooLarge.with("at most %d bytes are allowed", tooLarge.Limit)
	}
	if err != nil {
		return nil, errJSON.with("the body could not be read to its end")
	}
	// The package takes what is not UTF-8 for valid, and browsers would close the
	// connection on which it comes.
	if !utf8.Valid(body) {
		return nil, errJSON.with("it is not UTF-8")
	}
	var compact bytes.Buffer
	compact.Grow(len(body))
	if err := json.Compact(&compact, body); err != nil {
		return nil, errJSON.with("%v", err)
	}
	return compact.Bytes(), nil
}
