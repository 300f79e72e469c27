package server

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// A problem is an error as HTTP says it: RFC 9457. It is never changed once made,
// so that many requests can have the same.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`

	header http.Header // more that the answer has
}

func newProblem(status int, kind, title string, header ...string) *problem {
	p := &problem{Type: "urn:notify:problem:" + kind, Title: title, Status: status, header: http.Header{}}
	for i := 0; i < len(header); i += 2 {
		p.header.Add(header[i], header[i+1])
	}
	return p
}

// with returns the problem with a sentence on what is wrong this time.
func (p *problem) with(format string, args ...any) *problem {
	q := *p
	q.Detail = fmt.Sprintf(format, args...)
	return &q
}

var (
	errTopic        = newProblem(400, "topic", "Bad topic")
	errJSON         = newProblem(400, "json", "The body is not JSON")
	errHandshake    = newProblem(400, "handshake", "Bad WebSocket handshake")
	errSubprotocol  = newProblem(400, "subprotocol", "No common subprotocol")
	errUnauthorized = newProblem(401, "unauthorized", "Not authorized", "WWW-Authenticate", `Bearer realm="notify"`)
	errForbidden    = newProblem(403, "forbidden", "Not allowed with this token")
	errOrigin       = newProblem(403, "origin", "Not allowed from this origin")
	errNotFound     = newProblem(404, "not-found", "Not found")
	errMethod       = newProblem(405, "method", "Method not allowed")
	errTooLarge     = newProblem(413, "too-large", "The body is too large")
	errMediaType    = newProblem(415, "media-type", "The body is not application/json", "Accept", "application/json")
	errUpgrade      = newProblem(426, "upgrade", "A WebSocket upgrade is needed", "Upgrade", "websocket", "Connection", "Upgrade")
	errVersion      = newProblem(426, "upgrade", "Another WebSocket version is needed", "Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Version", "13")
	errBusy         = newProblem(503, "busy", "Too many clients", "Retry-After", "5")
	errStopping     = newProblem(503, "stopping", "The server is stopping", "Retry-After", "5")
)

// answer sends the problem.
func (p *problem) answer(w http.ResponseWriter) {
	for name, values := range p.header {
		w.Header()[name] = values
	}
	answerJSON(w, "application/problem+json", p.Status, p)
}

// answerJSON sends a value that can be marshalled. That the client is gone by then
// is no error of ours.
func answerJSON(w http.ResponseWriter, mediaType string, status int, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		http.Error(w, "the answer could not be encoded", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
