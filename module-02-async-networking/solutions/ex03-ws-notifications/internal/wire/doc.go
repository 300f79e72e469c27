// Package wire is the protocol notify.v1 as bytes: what clients may send, what
// the server says, and the frames around it. It has no sockets, no locks and no
// clock. PROTOCOL.md, beside the module's go.mod, is what it implements.
package wire

// Subprotocol is what a client offers in Sec-WebSocket-Protocol.
const Subprotocol = "notify.v1"

// MaxID is the greatest event id: numbers above it are not exact in JavaScript.
const MaxID = 1<<53 - 1

// Close codes. Those below 4000 are of RFC 6455, section 7.4.1, and of IANA's
// registry; the others are this protocol's own.
const (
	CloseNormal       = 1000
	CloseGoingAway    = 1001
	CloseProtocol     = 1002
	CloseUnsupported  = 1003
	CloseInvalidData  = 1007
	ClosePolicy       = 1008
	CloseTooBig       = 1009
	CloseTryLater     = 1013
	CloseUnauthorized = 4401
	CloseForbidden    = 4403
	CloseIdle         = 4408
)
