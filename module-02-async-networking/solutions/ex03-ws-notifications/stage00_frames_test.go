package notify_test

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Opcodes, RFC 6455, 5.2.
const (
	opContinuation = 0
	opText         = 1
	opBinary       = 2
	opClose        = 8
	opPing         = 9
	opPong         = 10

	fin = 0x80 // with an opcode: the first byte of a frame that ends its message
)

// maxFrame is the longest frame of a server that a check reads.
const maxFrame = 1 << 20

var opNames = map[byte]string{0: "continuation", 1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong"}

// encode returns a client's frame, masked (RFC 6455, 5.2). First is its first byte.
func encode(first byte, payload []byte) []byte {
	frame := append(header(first, 0x80, len(payload)), 0xA5, 0x17, 0xC3, 0x3C)
	for i, b := range payload {
		frame = append(frame, b^[]byte{0xA5, 0x17, 0xC3, 0x3C}[i%4])
	}
	return frame
}

// header returns a frame's header up to the mask's key; mask is 0x80 or 0.
func header(first, mask byte, size int) []byte {
	switch {
	case size < 126:
		return []byte{first, mask | byte(size)}
	case size < 1<<16:
		return binary.BigEndian.AppendUint16([]byte{first, mask | 126}, uint16(size))
	}
	return binary.BigEndian.AppendUint64([]byte{first, mask | 127}, uint64(size))
}

// closeFrame returns a client's close frame.
func closeFrame(code int, reason string) []byte {
	return encode(fin|opClose, append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...))
}

// A breach is something that a server must never send. As an error it ends the
// reading.
type breach struct{ expected, got, because string }

func (b *breach) Error() string { return b.got }

// A closing is the server's close frame. As an error it ends the reading.
type closing struct {
	code   int // 0: the frame had none
	reason string
}

func (c *closing) Error() string {
	if c.code == 0 {
		return "a close frame without a code"
	}
	return fmt.Sprintf("a close frame with the code %d and the reason %q", c.code, c.reason)
}

// A message is one of the server's. Fields that it hasn't are zero.
type message struct {
	Type         string          `json:"type"`
	Ref          *uint64         `json:"ref"`
	Topics       []string        `json:"topics"`
	Last         *uint64         `json:"last"`
	ID           uint64          `json:"id"`
	Topic        string          `json:"topic"`
	Time         string          `json:"time"`
	Data         json.RawMessage `json:"data"`
	From         uint64          `json:"from"`
	To           uint64          `json:"to"`
	Reason       string          `json:"reason"`
	Event        string          `json:"event"`
	Users        []string        `json:"users"`
	Count        int             `json:"count"`
	Code         string          `json:"code"`
	Message      string          `json:"message"`
	Session      string          `json:"session"`
	User         string          `json:"user"`
	Policy       string          `json:"policy"`
	PingInterval float64         `json:"ping_interval_ms"`
	Idle         float64         `json:"idle_ms"`
	Limits       struct {
		MaxMessage int `json:"max_message"`
		MaxTopics  int `json:"max_topics"`
		Queue      int `json:"queue"`
	} `json:"limits"`

	raw string
}

// A link is one WebSocket connection, seen from the client. It knows no check,
// and so may be used in any one goroutine. No call waits longer than patience.
type link struct {
	conn net.Conn
	r    io.Reader
	mute bool // don't answer pings

	pongs []string // payloads of those that came
	pings int      // how many came
	said  []string // the last frames of both directions
	err   error    // that ended the reading
}

// write sends bytes as they are.
func (l *link) write(p []byte) error {
	if err := l.conn.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	_, err := l.conn.Write(p)
	return err
}

// next returns the next message. Its error is a *closing, a *breach, or says how
// the connection ended.
func (l *link) next() (message, error) {
	if l.err != nil {
		return message{}, l.err
	}
	var m message
	text, err := l.text()
	if err == nil {
		m, err = decode(text)
	}
	l.err = err
	return m, err
}

// text returns the next message's payload, which may have come in fragments.
func (l *link) text() ([]byte, error) {
	var text []byte
	begun, limit := false, time.Now().Add(patience) // pings don't move it
	for {
		first, payload, err := l.frameBy(limit)
		if err != nil {
			return nil, err
		}
		switch op := first & 0x0F; {
		case op == opPing:
			l.pings++
			if !l.mute {
				if err := l.write(encode(fin|opPong, payload)); err != nil {
					return nil, err
				}
			}
			continue
		case op == opPong:
			l.pongs = append(l.pongs, string(payload))
			continue
		case op == opClose:
			return nil, l.closing(payload)
		case op == opText && begun, op == opContinuation && !begun:
			return nil, &breach{"a fragmented message's frames one after the other", "a " + opNames[op] + " frame", "RFC 6455, 5.4"}
		}
		text, begun = append(text, payload...), true
		if first&fin != 0 {
			return text, nil
		}
	}
}

// frame reads one frame, which has to be such as a server may send.
func (l *link) frame() (first byte, payload []byte, err error) {
	return l.frameBy(time.Now().Add(patience))
}

func (l *link) frameBy(limit time.Time) (first byte, payload []byte, err error) {
	if err := l.conn.SetReadDeadline(limit); err != nil {
		return 0, nil, err
	}
	head := make([]byte, 2, 10)
	if _, err := io.ReadFull(l.r, head); err != nil {
		return 0, nil, err
	}
	first = head[0]
	op, size := first&0x0F, uint64(head[1]&0x7F)
	if extra := map[uint64]int{126: 2, 127: 8}[size]; extra > 0 {
		head = head[:2+extra]
		if _, err := io.ReadFull(l.r, head[2:]); err != nil {
			return 0, nil, io.ErrUnexpectedEOF
		}
		size = 0
		for _, b := range head[2:] {
			size = size<<8 | uint64(b)
		}
	}
	wrong := func(expected, because string) (byte, []byte, error) {
		return 0, nil, &breach{expected, fmt.Sprintf("a frame that begins with the bytes % x", head), because}
	}
	switch {
	case head[1]&0x80 != 0:
		return wrong("a frame without a mask", "a server does not mask (RFC 6455, 5.1)")
	case first&0x70 != 0:
		return wrong("a frame without reserved bits", "nothing that would use them was agreed to, and the server sends nothing compressed (RFC 6455, 5.2; PROTOCOL.md, Limits and defaults)")
	case opNames[op] == "" || op == opBinary:
		return wrong("a text, continuation, close, ping or pong frame", "all messages are text (PROTOCOL.md)")
	case op >= opClose && (size > 125 || first&fin == 0):
		return wrong("a control frame of at most 125 bytes, in one piece", "RFC 6455, 5.5")
	case size > maxFrame:
		return wrong("a frame of at most a MiB", "nothing that was published is so long")
	}
	payload = make([]byte, size)
	if _, err := io.ReadFull(l.r, payload); err != nil {
		return 0, nil, io.ErrUnexpectedEOF
	}
	l.note("<", op, payload)
	return first, payload, nil
}

func (l *link) closing(payload []byte) error {
	switch {
	case len(payload) == 0:
		return &closing{}
	case len(payload) == 1 || !utf8.Valid(payload[2:]):
		return &breach{"a close frame with a code of two bytes and a reason in UTF-8", fmt.Sprintf("% x", payload), "RFC 6455, 5.5.1"}
	}
	return &closing{int(binary.BigEndian.Uint16(payload)), string(payload[2:])}
}

// decode reads a message. Names of fields are compared exactly.
func decode(text []byte) (message, error) {
	m := message{raw: string(text)}
	var fields map[string]json.RawMessage
	err := errors.Join(json.Unmarshal(text, &fields), json.Unmarshal(text, &m))
	if err != nil || !utf8.Valid(text) || fields == nil {
		return m, &breach{"a JSON object in UTF-8, with fields as PROTOCOL.md has them", clip(m.raw), fmt.Sprintf("that is what all messages are (PROTOCOL.md, From the server); %v", err)}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if name != strings.ToLower(name) {
			return m, &breach{"fields with names in small letters", clip(m.raw), "a browser's script compares names exactly (PROTOCOL.md, From the server)"}
		}
	}
	return m, nil
}

func (l *link) note(direction string, op byte, payload []byte) {
	text := string(payload)
	if op == opClose && len(payload) >= 2 {
		text = fmt.Sprintf("%d %s", binary.BigEndian.Uint16(payload), payload[2:])
	}
	if len(text) > 140 {
		text = text[:100] + "…" + text[len(text)-30:]
	}
	l.said = append(l.said, fmt.Sprintf("%s %s %q", direction, opNames[op], text))
	if len(l.said) > 12 {
		l.said = slices.Delete(l.said, 0, len(l.said)-12)
	}
}
