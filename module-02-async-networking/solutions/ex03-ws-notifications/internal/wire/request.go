package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// A Request is a client's message. Which fields count depends on its type.
type Request struct {
	Type     string   `json:"type"`
	Ref      *uint64  `json:"ref"`
	Token    string   `json:"token"`
	Topics   []string `json:"topics"`
	Since    *uint64  `json:"since"`
	Presence bool     `json:"presence"`
	Policy   string   `json:"policy"`
}

// An Error is why a request is refused: a code for programs, a sentence for
// people. It never has a token in it.
type Error struct {
	Code    string
	Message string
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Refuse returns an Error.
func Refuse(code, format string, args ...any) *Error {
	return &Error{code, fmt.Sprintf(format, args...)}
}

// ParseRequest reads a client's message. The error is an *Error; the request's
// Ref is set with it if that could be read. Unknown fields are ignored.
//
// Fields are read one by one, so that an error can say which one is wrong, and
// so that names are compared exactly, which decoding into a struct does not.
func ParseRequest(message []byte) (Request, error) {
	var r Request
	var fields map[string]json.RawMessage
	if !utf8.Valid(message) {
		return r, Refuse("json", "the message is not UTF-8")
	}
	if err := json.Unmarshal(message, &fields); err != nil || fields == nil {
		return r, Refuse("json", "the message is not one JSON object")
	}
	var bad error
	read := func(name, kind string, into any) {
		raw, ok := fields[name]
		if !ok {
			return
		}
		if err := json.Unmarshal(raw, into); err != nil || bytes.Equal(raw, []byte("null")) {
			bad = errors.Join(bad, fmt.Errorf("%s is not %s", name, kind))
		}
	}
	read("ref", "a whole number from 0 to 2^53-1", &r.Ref)
	if r.Ref != nil && *r.Ref > MaxID {
		r.Ref, bad = nil, errors.New("ref is above 2^53-1")
	}
	read("type", "a string", &r.Type)
	read("token", "a string", &r.Token)
	var topics []*string // decoded into a list of strings, null would be an empty one
	read("topics", "a list of strings", &topics)
	for _, name := range topics {
		if name == nil {
			bad = errors.Join(bad, errors.New("topics is not a list of strings"))
			break
		}
		r.Topics = append(r.Topics, *name)
	}
	read("since", "a whole number from 0", &r.Since)
	read("presence", "a boolean", &r.Presence)
	read("policy", "a string", &r.Policy)
	if bad != nil {
		return r, Refuse("field", "%v", bad)
	}
	return r, nil
}
