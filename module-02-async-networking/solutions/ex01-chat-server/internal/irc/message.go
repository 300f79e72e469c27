package irc

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"
)

// MaxParams is how many parameters a message can have, by RFC 2812, section 2.3.
const MaxParams = 15

// Errors of Message.Parse.
var (
	// ErrByte is returned when a line has a NUL, a CR or an LF in it.
	ErrByte = errors.New("irc: a byte that no line may have")
	// ErrNoCommand is returned when a line has no command.
	ErrNoCommand = errors.New("irc: no command")
)

// A Message is a line taken apart.
type Message struct {
	Source  string // without its colon, "" if there is none
	Command string // in upper case; letters, digits, or whatever was sent
	Params  []string
}

// Parse makes m what line says, a line without its ending. It reuses the array
// behind m.Params; the strings are copies. On an error m is of no use.
func (m *Message) Parse(line []byte) error {
	m.Source, m.Command, m.Params = "", "", m.Params[:0]
	if bytes.ContainsAny(line, "\x00\r\n") {
		return ErrByte
	}
	rest := strings.TrimLeft(string(line), " ")
	if strings.HasPrefix(rest, "@") {
		_, rest = word(rest)
	}
	if strings.HasPrefix(rest, ":") {
		m.Source, rest = word(rest[1:])
	}
	m.Command, rest = word(rest)
	if m.Command == "" {
		return ErrNoCommand
	}
	m.Command = upper(m.Command)
	for rest != "" {
		var param string
		switch {
		case rest[0] == ':':
			param, rest = rest[1:], ""
		case len(m.Params) == MaxParams-1:
			param, rest = rest, ""
		default:
			param, rest = word(rest)
		}
		m.Params = append(m.Params, param)
	}
	return nil
}

// word returns text up to the first space, and what comes after the spaces.
func word(text string) (first, rest string) {
	first, rest, _ = strings.Cut(text, " ")
	return first, strings.TrimLeft(rest, " ")
}

// Append appends a message as a line with CRLF. The last parameter gets a colon if
// it needs one: if it is empty, has a space, or begins with a colon. The others
// must be words, and no part may have a byte that no line may have. A line of more
// than MaxLine bytes is cut, not within a UTF-8 character.
func Append(dst []byte, source, command string, params ...string) []byte {
	last := len(params) - 1
	colon := last >= 0 && needsColon(params[last])
	return appendLine(dst, source, command, params, colon)
}

// AppendText is Append with a colon before the last parameter in any case, as
// clients expect it of text.
func AppendText(dst []byte, source, command string, params ...string) []byte {
	return appendLine(dst, source, command, params, true)
}

// Middle returns param if it can stand before the last one of a message (RFC 2812, section
// 2.3.1), and * if not: if it is empty, begins with a colon or has a blank.
func Middle(param string) string {
	if needsColon(param) {
		return "*"
	}
	return param
}

func appendLine(dst []byte, source, command string, params []string, colon bool) []byte {
	start := len(dst)
	if source != "" {
		dst = append(dst, ':')
		dst = append(dst, source...)
		dst = append(dst, ' ')
	}
	dst = append(dst, command...)
	for i, param := range params {
		dst = append(dst, ' ')
		if colon && i == len(params)-1 {
			dst = append(dst, ':')
		}
		dst = append(dst, param...)
	}
	if len(dst)-start > MaxLine-2 {
		dst = dst[:start+whole(dst[start:], MaxLine-2)]
	}
	return append(dst, '\r', '\n')
}

func needsColon(param string) bool {
	return param == "" || param[0] == ':' || strings.Contains(param, " ")
}

// whole returns the largest length up to limit at which text can be cut without
// tearing a UTF-8 character. Text that isn't UTF-8 there is cut at limit.
func whole(text []byte, limit int) int {
	for n := limit; n > limit-utf8.UTFMax; n-- {
		if utf8.RuneStart(text[n]) {
			if r, size := utf8.DecodeRune(text[n:]); r != utf8.RuneError && n+size > limit {
				return n
			}
			break
		}
	}
	return limit
}

// Cut returns text cut to at most limit bytes, not within a UTF-8 character.
func Cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	return text[:whole([]byte(text), limit)]
}
