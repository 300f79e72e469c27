package ui

import (
	"errors"
	"io"
	"unicode/utf8"
)

// A Key is a character that was typed, or one of the constants.
type Key rune

// Keys without a character of their own. CtrlC and CtrlZ come as characters, for
// in raw mode they are no signals.
const (
	CtrlC  Key = 3
	CtrlZ  Key = 26
	Enter  Key = '\r'
	Escape Key = 27
	Up     Key = -1
	Down   Key = -2
)

// Keys reads the terminal's keys and gives each to send, until it returns false or
// the terminal is gone. Its error is nil at a regular end.
//
// A read that waits cannot be ended on every system, so that a goroutine in Keys
// ends with the terminal or with the process.
func (l *Live) Keys(send func(Key) bool) error { return readKeys(l.in, send) }

func readKeys(in io.Reader, send func(Key) bool) error {
	var d keyDecoder
	buf := make([]byte, 256)
	for {
		n, err := in.Read(buf)
		for _, k := range d.decode(buf[:n]) {
			if !send(k) {
				return nil
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// A keyDecoder makes keys of what a terminal sends.
type keyDecoder struct {
	left []byte // of a character or sequence whose end has not come yet
}

// decode returns the keys that end in chunk. An escape with nothing after it is
// the key: terminals send sequences whole. Sequences of other keys than the arrows
// are dropped.
func (d *keyDecoder) decode(chunk []byte) []Key {
	var keys []Key
	in := append(d.left, chunk...)
	d.left = nil
	for len(in) > 0 {
		if in[0] == 27 && len(in) > 1 && (in[1] == '[' || in[1] == 'O') {
			end := 2
			for end < len(in) && (in[end] < 0x40 || in[end] > 0x7e) {
				end++
			}
			if end == len(in) {
				d.left = in[:min(len(in), 32)]
				return keys
			}
			switch in[end] {
			case 'A':
				keys = append(keys, Up)
			case 'B':
				keys = append(keys, Down)
			}
			in = in[end+1:]
			continue
		}
		if !utf8.FullRune(in) {
			d.left = in
			return keys
		}
		r, n := utf8.DecodeRune(in)
		if r == '\n' {
			r = rune(Enter)
		}
		keys = append(keys, Key(r))
		in = in[n:]
	}
	return keys
}
