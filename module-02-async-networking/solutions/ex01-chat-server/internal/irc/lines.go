package irc

import (
	"bytes"
	"errors"
)

// MaxLine is the length of a line in bytes with its CRLF, by RFC 2812, section
// 2.3. Append keeps to it; what is read may be given another bound.
const MaxLine = 512

// ErrTooLong is returned by [Lines.Next] once for a line of more than Max bytes,
// of which nothing is returned.
var ErrTooLong = errors.New("irc: line too long")

// Lines finds the lines in a stream that arrives in pieces. How the stream is
// cut into pieces has no influence on the result.
type Lines struct {
	Max      int // bytes of a line, its ending included
	skipping bool
}

// Next returns the first line in buf without its ending, and how many bytes of
// buf it and everything before it took. It returns a nil line if buf has no
// whole one: then the bytes from used on are the beginning of one, fewer
// than Max, and come again at the start of the next buf. The line is a part of buf.
//
// ErrTooLong is returned as soon as it is certain. The rest of such a
// line is passed over in this call and the next ones, however long it is.
func (l *Lines) Next(buf []byte) (line []byte, used int, err error) {
	for {
		rest := buf[used:]
		end := bytes.IndexByte(rest, '\n')
		switch {
		case l.skipping && end < 0:
			return nil, len(buf), nil
		case l.skipping:
			l.skipping = false
		case end >= l.Max:
			return nil, used + end + 1, ErrTooLong
		case end < 0 && len(rest) >= l.Max:
			l.skipping = true
			return nil, len(buf), ErrTooLong
		case end < 0:
			return nil, used, nil
		default:
			if line := bytes.TrimRight(rest[:end], "\r"); len(line) > 0 {
				return line, used + end + 1, nil
			}
		}
		used += end + 1
	}
}
