// Package frame is the wire of WebSocket, RFC 6455: the handshake's proof, frames,
// and the messages that are made of them. It knows no sockets and no extensions.
//
// A frame is, with numbers of bytes:
//
//	1        FIN, three reserved bits, 4 bits of opcode
//	1        MASK, 7 bits of length: up to 125 it is the length, 126 and 127 say
//	0, 2, 8  that the length is here
//	0, 4     the key, if MASK is set
//	length   the payload
//
// A byte sequence is a valid frame from a client if and only if (1) its reserved
// bits are 0, (2) its opcode is one of the six, (3) MASK is set, (4) the length has
// its shortest form and no 64th bit, and (5) if it is a control frame, FIN is set
// and the length is at most 125. Of a server's frame MASK is not set.
package frame

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
)

// An Op says what a frame is.
type Op byte

// The opcodes of section 5.2. Those from 8 on are control frames.
const (
	Continuation Op = 0
	Text         Op = 1
	Binary       Op = 2
	Close        Op = 8
	Ping         Op = 9
	Pong         Op = 10
)

// Control reports whether a frame of this kind stands by itself, and may stand
// between the fragments of a message.
func (op Op) Control() bool { return op >= Close }

// maxControl is how many bytes a control frame can carry.
const maxControl = 125

// The bits of a frame's first two bytes.
const (
	bitFIN  = 0x80
	bitsRSV = 0x70
	bitMASK = 0x80
)

// Accept returns the Sec-WebSocket-Accept that proves to whoever sent the key that
// the server speaks WebSocket (section 4.2.2, step 5).
func Accept(key string) string {
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Append appends a frame. The payload is masked if there is a key, as a client's
// must be. It makes frames that are not valid too, for tests of those who read them.
func Append(dst []byte, op Op, fin bool, key *[4]byte, payload []byte) []byte {
	first, mask := byte(op), byte(0)
	if fin {
		first |= bitFIN
	}
	if key != nil {
		mask = bitMASK
	}
	switch n := len(payload); {
	case n <= 125:
		dst = append(dst, first, mask|byte(n))
	case n <= 0xFFFF:
		dst = append(dst, first, mask|126)
		dst = binary.BigEndian.AppendUint16(dst, uint16(n))
	default:
		dst = append(dst, first, mask|127)
		dst = binary.BigEndian.AppendUint64(dst, uint64(n))
	}
	if key != nil {
		dst = append(dst, key[:]...)
	}
	dst = append(dst, payload...)
	if key != nil {
		Mask(*key, 0, dst[len(dst)-len(payload):])
	}
	return dst
}

// Mask masks p, or unmasks it, which is the same. Its first byte is that at offset
// of the payload.
func Mask(key [4]byte, offset int, p []byte) {
	for i := range p {
		p[i] ^= key[(offset+i)&3]
	}
}

// A header is all of a frame that stands before its payload.
type header struct {
	fin    bool
	op     Op
	masked bool
	key    [4]byte
	length uint64
}

// readHeader returns a *Violation if this can't begin a frame, and the reader's
// error if it ends: io.EOF only before the first byte.
func readHeader(r io.Reader) (h header, err error) {
	var b [8]byte
	if _, err := io.ReadFull(r, b[:2]); err != nil {
		return h, err
	}
	h = header{fin: b[0]&bitFIN != 0, op: Op(b[0] & 0x0F), masked: b[1]&bitMASK != 0, length: uint64(b[1] & 0x7F)}
	if b[0]&bitsRSV != 0 {
		return h, &Violation{ProtocolError, "reserved bits"}
	}
	if h.op.Control() && (!h.fin || h.length > maxControl) {
		return h, &Violation{ProtocolError, "a control frame that is long or in fragments"}
	}
	if (h.op > Binary && !h.op.Control()) || h.op > Pong {
		return h, &Violation{ProtocolError, fmt.Sprintf("opcode %d", h.op)}
	}
	if err := h.readLength(r, &b); err != nil {
		return h, err
	}
	if h.masked {
		err = within(r, h.key[:])
	}
	return h, err
}

// readLength reads the longer forms of the length, with b as its room.
func (h *header) readLength(r io.Reader, b *[8]byte) error {
	least := uint64(0)
	switch h.length {
	case 126:
		if err := within(r, b[:2]); err != nil {
			return err
		}
		h.length, least = uint64(binary.BigEndian.Uint16(b[:2])), 126
	case 127:
		if err := within(r, b[:8]); err != nil {
			return err
		}
		h.length, least = binary.BigEndian.Uint64(b[:8]), 1<<16
	}
	if h.length < least || h.length>>63 != 0 {
		return &Violation{ProtocolError, "a length in a longer form than needed"}
	}
	return nil
}

// within fills p. The end of the input is io.ErrUnexpectedEOF.
func within(r io.Reader, p []byte) error {
	_, err := io.ReadFull(r, p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}
