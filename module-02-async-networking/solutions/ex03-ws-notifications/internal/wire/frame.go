package wire

import (
	"encoding/binary"
	"unicode/utf8"
)

// An Opcode says what a frame is: RFC 6455, section 5.2.
type Opcode byte

const (
	OpText  Opcode = 1
	OpClose Opcode = 8
	OpPing  Opcode = 9
	OpPong  Opcode = 10
)

const (
	final = 0x80 // the FIN bit: the message ends with this frame

	// MaxFrameHeader is the most that AppendHeader appends, in bytes.
	MaxFrameHeader = 10

	// maxControl is the most that a control frame may carry, in bytes.
	maxControl = 125
)

// AppendHeader appends the header of a server's frame, unmasked and final, for a
// payload of size bytes:
//
//	offset  size  meaning
//	0       1     FIN bit, reserved bits (0), opcode
//	1       1     the size if it is below 126; 126: in 2 bytes more; 127: in 8 more
//	2       0-8   the size, big-endian
func AppendHeader(dst []byte, op Opcode, size int) []byte {
	dst = append(dst, final|byte(op))
	switch {
	case size < 126:
		return append(dst, byte(size))
	case size < 1<<16:
		return binary.BigEndian.AppendUint16(append(dst, 126), uint16(size))
	default:
		return binary.BigEndian.AppendUint64(append(dst, 127), uint64(size))
	}
}

// AppendFrame appends a whole frame.
func AppendFrame(dst []byte, op Opcode, payload []byte) []byte {
	return append(AppendHeader(dst, op, len(payload)), payload...)
}

// FrameSize returns the size of the server's frame that begins here, with its
// header, in bytes; 0 if the header isn't whole.
func FrameSize(frame []byte) int {
	switch {
	case len(frame) < 2:
		return 0
	case frame[1] < 126:
		return 2 + int(frame[1])
	case frame[1] == 126 && len(frame) >= 4:
		return 4 + int(binary.BigEndian.Uint16(frame[2:]))
	case frame[1] == 127 && len(frame) >= MaxFrameHeader:
		return MaxFrameHeader + int(binary.BigEndian.Uint64(frame[2:]))
	}
	return 0
}

// ClosePayload returns what a close frame carries: the code, and as much of the
// reason as there is room for, cut between characters.
func ClosePayload(code int, reason string) []byte {
	if room := maxControl - 2; len(reason) > room {
		for room > 0 && !utf8.RuneStart(reason[room]) {
			room--
		}
		reason = reason[:room]
	}
	return append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...)
}

// IsClose reports whether a server's frame, of which this is the beginning, is a
// close frame.
func IsClose(frame []byte) bool {
	return len(frame) > 0 && frame[0] == final|byte(OpClose)
}
