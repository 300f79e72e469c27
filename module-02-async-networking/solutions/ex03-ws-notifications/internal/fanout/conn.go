package fanout

import (
	"net"
	"time"
)

// Conn is what a writer needs of a WebSocket connection. *websocket.Conn of
// gorilla/websocket has it; the conformance tests count the writes through it.
type Conn interface {
	WriteMessage(messageType int, data []byte) error
	WriteControl(messageType int, data []byte, deadline time.Time) error
	SetWriteDeadline(time.Time) error
	NetConn() net.Conn
}

// How many small messages wait for a client at most: replies, beyond which its
// requests aren't read, and with what others cause, beyond which that is dropped.
const (
	MaxReplies = 64
	MaxOffers  = 2 * MaxReplies
)

// CloseWait is how long a close frame may take to be written, and the peer's to
// come.
const CloseWait = time.Second
