package chat

import (
	"crypto/tls"
	"net"
	"time"

	"go.uber.org/zap"
)

// What Options fall back to where a field is zero.
const (
	DefaultName            = "chat.local"
	DefaultMaxClients      = 20000
	DefaultMaxLine         = 512
	DefaultMaxNick         = 30
	DefaultMaxChannels     = 20
	DefaultSendQueue       = 1 << 20
	DefaultRate            = 10
	DefaultBurst           = 50
	DefaultPingInterval    = 2 * time.Minute
	DefaultPingTimeout     = 30 * time.Second
	DefaultRegisterTimeout = 30 * time.Second
	DefaultDrain           = 5 * time.Second
)

// Unlimited as Options.Rate lets every client send as fast as it can.
const Unlimited = -1

// Options say how a server behaves. The zero value is a server with the defaults
// above, without TLS, operators, a message of the day, counters and logs.
//
//course:given
type Options struct {
	Name string   // the server's, as the source of its messages
	MOTD []string // the message of the day, in lines; nil is none

	// Operators are the passwords of those who may become server operators, by name.
	Operators map[string]string

	// TLS, if it is not nil, has every connection begin with a handshake.
	TLS *tls.Config

	// Metrics, if it is not nil, is where counters are served over HTTP, at /metrics.
	// Serve closes it.
	Metrics net.Listener

	Log *zap.Logger // nil logs nothing

	MaxClients  int // connections at a time
	MaxLine     int // bytes of a line from a client, with its ending
	MaxNick     int // bytes
	MaxChannels int // that a client can be in
	SendQueue   int // bytes that may wait for a client who doesn't read

	Rate  float64 // lines a second that a client may send in the long run, or Unlimited
	Burst int     // lines that it may send at once

	PingInterval    time.Duration // of silence, before a client is asked
	PingTimeout     time.Duration // for the answer
	RegisterTimeout time.Duration // from the connection to NICK and USER, handshake included
	Drain           time.Duration // for what is queued, when the server stops or a client leaves
}
