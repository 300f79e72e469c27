// Package strictjson reads one JSON text (RFC 8259) and refuses what readers
// disagree about. encoding/json takes the last of two equal names, turns bytes
// that are not UTF-8 and unpaired surrogates into U+FFFD, and stops reading at
// the end of the first value. Each of these lets one program see what another
// doesn't.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// An Error says why a text was refused, and where.
type Error struct {
	Offset int64 // in bytes, of the end of what was read
	Reason string
}

func (e *Error) Error() string { return fmt.Sprintf("%s at byte %d", e.Reason, e.Offset) }

// Parse returns nil, a bool, a json.Number, a string, a []any or a
// map[string]any. An array or object within depth others is refused. Every error
// is an *Error. The caller bounds the length of data; what is returned takes
// some fifty times as much memory at most.
func Parse(data []byte, depth int) (any, error) {
	if at := invalidUTF8(data); at >= 0 {
		return nil, &Error{int64(at), "a byte that is not UTF-8"}
	}
	if at := unpaired(data); at >= 0 {
		return nil, &Error{int64(at), "an unpaired surrogate"}
	}
	p := &parser{decoder: json.NewDecoder(bytes.NewReader(data)), depth: depth}
	p.decoder.UseNumber()
	value, err := p.value()
	if err != nil {
		return nil, err
	}
	if _, err := p.decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, p.fail("something after the end")
	}
	return value, nil
}

type parser struct {
	decoder *json.Decoder
	depth   int // how many levels more
}

func (p *parser) fail(reason string) error { return &Error{p.decoder.InputOffset(), reason} }

func (p *parser) token() (json.Token, error) {
	token, err := p.decoder.Token()
	if err == nil {
		return token, nil
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, p.fail("an unexpected end")
	}
	return nil, p.fail("a syntax error")
}

func (p *parser) value() (any, error) {
	token, err := p.token()
	if err != nil {
		return nil, err
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return token, nil
	}
	if p.depth == 0 {
		return nil, p.fail("too many levels")
	}
	p.depth--
	defer func() { p.depth++ }()
	if delim == '{' {
		return p.object()
	}
	return p.array()
}

func (p *parser) object() (any, error) {
	object := map[string]any{}
	for p.decoder.More() {
		token, err := p.token()
		if err != nil {
			return nil, err
		}
		name, ok := token.(string)
		if !ok {
			return nil, p.fail("a name that is no string")
		}
		if _, twice := object[name]; twice {
			return nil, p.fail("the name " + strconv.Quote(name) + " a second time")
		}
		if object[name], err = p.value(); err != nil {
			return nil, err
		}
	}
	_, err := p.token() // the brace
	return object, err
}

func (p *parser) array() (any, error) {
	array := []any{}
	for p.decoder.More() {
		item, err := p.value()
		if err != nil {
			return nil, err
		}
		array = append(array, item)
	}
	_, err := p.token() // the bracket
	return array, err
}

// invalidUTF8 returns the place of the first byte that is not UTF-8, or -1.
func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// unpaired returns the place of the first \u escape that is half of a pair
// alone, or -1. It looks at escapes only: whether they stand in a string is for
// the parser to say.
func unpaired(data []byte) int {
	for i := 0; i < len(data); i++ {
		if data[i] != '\\' {
			continue
		}
		unit, ok := escape(data[i:])
		switch {
		case !ok:
			i++ // what follows a backslash is no backslash of its own
		case unit >= 0xdc00 && unit <= 0xdfff:
			return i
		case unit >= 0xd800 && unit <= 0xdbff:
			if low, ok := escape(data[i+6:]); !ok || low < 0xdc00 || low > 0xdfff {
				return i
			}
			i += 11
		}
	}
	return -1
}

// escape reads \uXXXX at the start of data.
func escape(data []byte) (uint64, bool) {
	if len(data) < 6 || data[0] != '\\' || data[1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(data[2:6]), 16, 16)
	return unit, err == nil
}
