package server

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/zap"

	"systems.course/notify/config"
	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/topic"
	"systems.course/notify/internal/wire"
)

// A session is one client's connection. It is a presence.Member.
type session struct {
	server *server
	name   string
	remote string // the client's address
	start  time.Time

	conn     *websocket.Conn
	deadline *readDeadline
	ended    chan struct{} // closed when the writer has ended

	behind atomic.Bool // a message about presence found no room

	// What follows is the reader's.
	user       string
	policy     config.Policy
	set        topic.Set
	subscribed bool // it has had a subscription

	// What follows is set by the reader, and read by others, under the lock.
	mu      sync.Mutex
	client  fanout.Client // nil until the client is known
	stopped *closing      // the server stops, and there was no client to tell
}

func newSession(s *server, remote string) *session {
	var random [8]byte
	_, _ = rand.Read(random[:]) // it never fails
	name := hex.EncodeToString(random[:])
	return &session{server: s, name: name, remote: remote, start: time.Now(), ended: make(chan struct{})}
}

// fields is what the session's lines in the log have in common. A logger of its own
// would keep them encoded, with a buffer of a KiB, for as long as it is open.
func (s *session) fields(more ...zap.Field) []zap.Field {
	return append(more, zap.String("session", s.name), zap.String("remote", s.remote))
}

// User implements presence.Member.
func (s *session) User() string { return s.user }

// Offer implements presence.Member. The second try is for the writer that has made
// room after the first one, and was idle before it could see that we are behind.
func (s *session) Offer(message []byte) bool {
	if s.client.Offer(message) {
		return true
	}
	s.behind.Store(true)
	return s.client.Offer(message)
}

// run is the session's reader, from the upgrade to the end.
func (s *session) run(conn *websocket.Conn, who identity, known bool) {
	defer s.server.dismiss(s)
	s.mu.Lock()
	s.conn = conn
	s.deadline = &readDeadline{conn: conn.NetConn(), idle: s.server.options.Idle}
	if s.stopped != nil {
		s.deadline.finish(0)
	}
	s.mu.Unlock()
	s.prepare()

	err := s.converse(who, known)
	s.finish(err)
	s.server.log.Info("session closed", s.fields(zap.NamedError("why", err), zap.Duration("lasted", time.Since(s.start)))...)
}

// converse returns why the session ends.
func (s *session) converse(who identity, known bool) error {
	if !known {
		s.deadline.begin(s.server.options.AuthTimeout)
		message, err := s.readMessage()
		if err != nil {
			return err
		}
		err = aside(func() (err error) {
			who, err = s.recognize(message)
			return err
		})
		if err != nil {
			return err
		}
	}
	s.deadline.alive()
	if err := aside(func() error { return s.open(who) }); err != nil {
		return err
	}
	for {
		message, err := s.readMessage()
		if err != nil {
			return err
		}
		if err := aside(func() error { return s.do(message) }); err != nil {
			return err
		}
	}
}

// aside does something on another goroutine's stack. What decodes and encodes JSON
// needs more than four KiB of it, and a stack that has grown to eight stays as it is
// under a reader that waits: it needs too much there to be halved.
func aside(do func() error) error {
	done := make(chan error)
	go func() { done <- do() }()
	return <-done
}

// recognize returns who has sent the first message, which has to say it.
func (s *session) recognize(message []byte) (who identity, err error) {
	request, err := wire.ParseRequest(message)
	if err != nil || request.Type != "auth" {
		return who, &closing{wire.CloseUnauthorized, "the first message has to be auth"}
	}
	who, ok := s.server.identify(request.Token)
	switch {
	case !ok:
		return who, &closing{wire.CloseUnauthorized, "the token is unknown"}
	case !who.may(config.Subscribe):
		return who, &closing{wire.CloseForbidden, "the token doesn't allow to subscribe"}
	}
	return who, nil
}

// open makes the session one of the hub's clients, and welcomes it.
func (s *session) open(who identity) error {
	o := s.server.options
	s.user, s.policy = who.name, o.Policy
	client := s.server.hub.Attach(s.conn, fanout.Hooks{Idle: s.idle, Ended: s.writerEnded})
	s.mu.Lock()
	s.client = client
	stopped := s.stopped
	s.mu.Unlock()
	s.server.log.Info("session opened", s.fields(zap.String("user", who.name))...)
	err := client.Reply(wire.Welcome{
		Session: s.name, User: who.name, Last: s.server.hub.Last(),
		Limits: wire.Limits{MaxMessage: o.MaxMessage, MaxTopics: o.MaxTopics, Queue: o.Queue},
		Policy: string(o.Policy), PingInterval: o.PingInterval.Milliseconds(), Idle: o.Idle.Milliseconds(),
	}.Encode())
	if stopped != nil {
		return stopped
	}
	return err
}

// idle is called by the writer when all is written.
func (s *session) idle() {
	if s.behind.CompareAndSwap(true, false) {
		s.server.board.Refresh(s)
	}
}

// writerEnded is called by the writer at its end. Without an error a close frame
// has been sent, and the client's is awaited.
func (s *session) writerEnded(err error) {
	if err == nil {
		s.deadline.finish(fanout.CloseWait)
	} else {
		s.deadline.finish(0)
	}
	close(s.ended)
}

// shutdown ends the session after what is waiting is written. It may be called
// from any goroutine, and doesn't wait.
func (s *session) shutdown(code int, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.client != nil:
		s.client.Shutdown(code, reason)
	case s.deadline != nil: // it has yet to say who it is
		s.stopped = &closing{code, reason}
		s.deadline.finish(0)
	default: // the handshake is under way
		s.stopped = &closing{code, reason}
	}
}

// cut closes the connection, whatever is under way. The session may just have done
// so itself.
func (s *session) cut() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return nil
	}
	if err := s.conn.NetConn().Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// finish ends the session after its reader has: it sends a close frame if err is
// a *closing, ends the writer and closes the connection.
func (s *session) finish(err error) {
	closed := errors.As(err, new(*websocket.CloseError)) // by the peer, or it broke off
	if s.client == nil {
		s.refuse(err)
	} else {
		s.leave()
		s.endWriter(err)
		closed = closed || errors.Is(err, errEnded) // it has had its second already
	}
	if !closed {
		s.linger()
	}
	if err := s.conn.Close(); err != nil {
		s.server.log.Debug("close", s.fields(zap.Error(err))...)
	}
}

// refuse sends a close frame where there is no writer yet.
func (s *session) refuse(err error) {
	s.mu.Lock()
	why := s.stopped
	s.mu.Unlock()
	if why == nil && !errors.As(err, &why) {
		return
	}
	payload := wire.ClosePayload(why.code, why.reason)
	if err := s.conn.WriteControl(websocket.CloseMessage, payload, time.Now().Add(fanout.CloseWait)); err != nil {
		s.server.log.Debug("close frame", s.fields(zap.Error(err))...)
	}
}

// leave takes the session off the board.
func (s *session) leave() {
	for _, name := range s.set.Patterns() {
		s.server.board.Leave(name, s)
	}
	s.server.board.Forget(s)
}

// endWriter ends the writer, and waits until it has sent its close frame, if it
// is to send one.
func (s *session) endWriter(err error) {
	why := (*closing)(nil)
	if errors.As(err, &why) {
		s.client.Close(why.code, why.reason)
		<-s.ended
	} else if errors.Is(err, fanout.ErrClosed) {
		<-s.ended
	}
	s.client.Detach()
}
