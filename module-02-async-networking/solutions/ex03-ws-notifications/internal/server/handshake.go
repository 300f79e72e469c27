package server

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/gorilla/websocket"

	"systems.course/notify/config"
	"systems.course/notify/internal/wire"
)

// writeBuffers is shared by all connections: a connection has a buffer only while
// a message is written. The one for reading is its own, and small: what doesn't fit
// into it goes past it.
var writeBuffers sync.Pool

// upgrade opens a session: GET /ws. The library checks most of this too, but
// answers 400 to all of it, in plain text.
func (s *server) upgrade(w http.ResponseWriter, r *http.Request) *problem {
	if p := checkHandshake(r); p != nil {
		return p
	}
	if !s.fromHere(r) {
		return errOrigin.with("%q is not on the list", r.Header.Get("Origin"))
	}
	if !slices.Contains(tokens(r, "Sec-WebSocket-Protocol"), wire.Subprotocol) {
		return errSubprotocol.with("offer %s in Sec-WebSocket-Protocol", wire.Subprotocol)
	}
	who, known, p := s.visitor(r)
	if p != nil {
		return p
	}
	session := newSession(s, r.RemoteAddr)
	if p := s.admit(session); p != nil {
		return p
	}
	upgrader := websocket.Upgrader{
		ReadBufferSize: 256, WriteBufferSize: 4096, WriteBufferPool: &writeBuffers,
		Subprotocols:      []string{wire.Subprotocol},
		EnableCompression: s.options.Compress,
		HandshakeTimeout:  s.options.WriteTimeout,
		CheckOrigin:       func(*http.Request) bool { return true }, // done above
		Error: func(w http.ResponseWriter, _ *http.Request, _ int, reason error) {
			errHandshake.with("%v", reason).answer(w)
		},
	}
	conn, err := upgrader.Upgrade(gatekeeper{w, &s.sent}, r, nil)
	if err != nil {
		s.dismiss(session)
		return nil // the library has answered
	}
	conn.EnableWriteCompression(false)
	// The handler's goroutine has a deep stack and the request's memory: a session
	// of hours starts on its own.
	go session.run(conn, who, known)
	return nil
}

// checkHandshake looks at what RFC 6455, section 4.2.1, asks of a client. An
// Upgrade in HTTP/1.0 doesn't count: RFC 9110, section 7.8.
func checkHandshake(r *http.Request) *problem {
	if !r.ProtoAtLeast(1, 1) || !containsFold(tokens(r, "Upgrade"), "websocket") {
		return errUpgrade.with("the request has no Upgrade: websocket, or is older than HTTP/1.1")
	}
	if !containsFold(tokens(r, "Connection"), "upgrade") {
		return errHandshake.with("Connection doesn't say upgrade")
	}
	if v := r.Header.Get("Sec-WebSocket-Version"); v != "13" {
		return errVersion.with("the version is %q, and 13 is spoken here", v)
	}
	keys := r.Header.Values("Sec-WebSocket-Key")
	if len(keys) != 1 {
		return errHandshake.with("there are %d Sec-WebSocket-Key", len(keys))
	}
	if key, err := base64.StdEncoding.DecodeString(keys[0]); err != nil || len(key) != 16 {
		return errHandshake.with("Sec-WebSocket-Key is not 16 bytes in base64")
	}
	return nil
}

// fromHere reports whether a page may open a session. Browsers send cookies and
// ask no one when a page of another site opens a WebSocket; they only say whose
// page it is: RFC 6455, section 10.2. What isn't a browser can say anything.
func (s *server) fromHere(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || containsFold(s.options.Origins, origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && strings.EqualFold(u.Host, r.Host)
}

// visitor returns who wants a session; known is false if they have yet to say.
func (s *server) visitor(r *http.Request) (who identity, known bool, p *problem) {
	if query := r.URL.Query(); query.Has("ticket") {
		who, ok := s.tickets.use(query.Get("ticket"))
		if !ok {
			return who, false, errUnauthorized.with("the ticket is unknown, used or expired")
		}
		return who, true, nil
	}
	if _, ok := bearer(r); ok || s.options.NoTokens {
		who, p = s.authorize(r, config.Subscribe)
		return who, p == nil, p
	}
	return identity{}, false, nil
}

// tokens returns the elements of a header that is a list, on one line or several:
// RFC 9110, section 5.6.1.
func tokens(r *http.Request, name string) []string {
	list := strings.Split(strings.Join(r.Header.Values(name), ","), ",")
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

func containsFold(list []string, s string) bool {
	return slices.ContainsFunc(list, func(e string) bool { return strings.EqualFold(e, s) })
}
