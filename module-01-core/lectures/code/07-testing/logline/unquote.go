package main

import (
	"strings"

	"systems.course/module01/07-testing/first"
)

// unquote is bytewise without its slow path. A value without a backslash shares
// the memory of its line.
func unquote(line string) (value, rest string, err error) {
	if !strings.HasPrefix(line, `"`) {
		return "", line, first.ErrNoQuote
	}
	at := 1 + strings.IndexAny(line[1:], `\"`)
	if at > 0 && line[at] == '"' {
		return line[1:at], line[at+1:], nil
	}
	return unescape(line)
}

// unescape copies the stretches between backslashes into one buffer.
func unescape(line string) (value, rest string, err error) {
	var b strings.Builder
	for from := 1; ; {
		n := strings.IndexAny(line[from:], `\"`)
		if n < 0 || line[from+n] == '\\' && from+n+1 == len(line) {
			return "", line, first.ErrOpen
		}
		b.WriteString(line[from : from+n])
		from += n + 1
		if line[from-1] == '"' {
			return b.String(), line[from:], nil
		}
		b.WriteByte(line[from])
		from++
	}
}
