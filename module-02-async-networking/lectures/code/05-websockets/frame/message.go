package frame

import (
	"encoding/binary"
	"fmt"
	"io"
	"unicode/utf8"
)

// A Code says why a connection is closed (section 7.4).
type Code uint16

// Codes that this package sends or makes.
const (
	ProtocolError Code = 1002
	NoStatus      Code = 1005 // never on the wire: the close frame was empty
	NotUTF8       Code = 1007
	TooLong       Code = 1009
)

// sendable reports whether a close frame may carry the code. 1005, 1006 and 1015
// are made up by the receiver, for ends without a code.
func (c Code) sendable() bool {
	return c >= 1000 && c <= 1014 && c != 1004 && c != 1005 && c != 1006 || c >= 3000 && c <= 4999
}

// A Violation is what the peer did wrong, and what to close the connection with.
type Violation struct {
	Code Code
	What string
}

func (v *Violation) Error() string { return fmt.Sprintf("%d: %s", v.Code, v.What) }

// Closed is returned when the peer has sent a close frame.
type Closed struct {
	Code   Code // NoStatus if it had none
	Reason string
}

func (c *Closed) Error() string { return fmt.Sprintf("closed with %d %q", c.Code, c.Reason) }

// A Reader reads the messages of one peer. It belongs to one goroutine.
type Reader struct {
	From    io.Reader                         // best buffered
	Masked  bool                              // whether the peer is a client
	Limit   int                               // bytes of a message, all fragments together
	Control func(op Op, payload []byte) error // gets pings and pongs; nil passes over them

	message []byte
	op      Op // of the message that is being read; Continuation if there is none
	checked int
}

// Next returns the next whole message, valid until the next call. Pings and pongs
// before its end are handed to Control. The errors are a *Closed, a *Violation,
// those of Control and of the input; io.EOF means an end between two frames.
// After an error there is no next.
func (r *Reader) Next() (Op, []byte, error) {
	r.message, r.op, r.checked = r.message[:0], Continuation, 0
	for {
		h, err := readHeader(r.From)
		if err != nil {
			return 0, nil, err
		}
		if h.masked != r.Masked {
			return 0, nil, &Violation{ProtocolError, "the mask"}
		}
		if h.op.Control() {
			if err := r.control(h); err != nil {
				return 0, nil, err
			}
			continue
		}
		if err := r.fragment(h); err != nil {
			return 0, nil, err
		}
		if h.fin {
			return r.op, r.message, nil
		}
	}
}

// fragment appends a data frame to the message.
func (r *Reader) fragment(h header) error {
	if (h.op == Continuation) != (r.op != Continuation) {
		return &Violation{ProtocolError, "a message in a message, or a continuation of nothing"}
	}
	if h.op != Continuation {
		r.op = h.op
	}
	if h.length > uint64(r.Limit-len(r.message)) {
		return &Violation{TooLong, "a message that is too long"}
	}
	if err := r.payload(h); err != nil {
		return err
	}
	if r.op != Text {
		return nil
	}
	n, ok := utf8Prefix(r.message[r.checked:])
	r.checked += n
	if !ok || h.fin && r.checked < len(r.message) {
		return &Violation{NotUTF8, "text that is not UTF-8"}
	}
	return nil
}

// payload appends the payload of a data frame, a piece at a time, so that room is
// made for bytes that come and not for those that the header claims.
func (r *Reader) payload(h header) error {
	const piece = 4 << 10
	for done := 0; done < int(h.length); {
		from, n := len(r.message), min(int(h.length)-done, piece)
		r.message = append(r.message, make([]byte, n)...)
		if err := within(r.From, r.message[from:]); err != nil {
			return err
		}
		Mask(h.key, done, r.message[from:]) // with the key 0 if there is none
		done += n
	}
	return nil
}

// utf8Prefix returns how many bytes of p are whole characters. It is not ok if what
// follows can't become one, whatever comes next.
func utf8Prefix(p []byte) (n int, ok bool) {
	for n < len(p) {
		r, size := utf8.DecodeRune(p[n:])
		if r == utf8.RuneError && size == 1 {
			return n, !utf8.FullRune(p[n:])
		}
		n += size
	}
	return n, true
}

func (r *Reader) control(h header) error {
	payload := make([]byte, h.length)
	if err := within(r.From, payload); err != nil {
		return err
	}
	Mask(h.key, 0, payload)
	if h.op != Close {
		if r.Control == nil {
			return nil
		}
		return r.Control(h.op, payload)
	}
	if len(payload) == 0 {
		return &Closed{Code: NoStatus}
	}
	if len(payload) == 1 || !Code(binary.BigEndian.Uint16(payload)).sendable() {
		return &Violation{ProtocolError, "a close code that can't be sent"}
	}
	if !utf8.Valid(payload[2:]) {
		return &Violation{NotUTF8, "a reason that is not UTF-8"}
	}
	return &Closed{Code(binary.BigEndian.Uint16(payload)), string(payload[2:])}
}

// AppendClose appends a close frame. The reason must fit in 123 bytes.
func AppendClose(dst []byte, code Code, reason string, key *[4]byte) []byte {
	payload := binary.BigEndian.AppendUint16(nil, uint16(code))
	return Append(dst, Close, true, key, append(payload, reason...))
}
