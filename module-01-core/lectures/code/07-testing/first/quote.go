// Package first reads and writes the quoted values of log lines, as it was first
// written: with a bug and a slow path, in the same lines.
package first

import (
	"errors"
	"strings"
)

var (
	// ErrNoQuote is returned when a line does not begin with a quote.
	ErrNoQuote = errors.New("no opening quote")
	// ErrOpen is returned when a line ends within a quoted value.
	ErrOpen = errors.New("no closing quote")
)

// Quote encloses a value in quotes, with a backslash before each quote and
// backslash in it.
func Quote(value string) string {
	return `"` + strings.NewReplacer(`"`, `\"`, `\`, `\\`).Replace(value) + `"`
}

// Unquote reads the quoted value with which line begins, and returns what follows
// it as well.
func Unquote(line string) (value, rest string, err error) {
	if !strings.HasPrefix(line, `"`) {
		return "", line, ErrNoQuote
	}
	escaped := false
	for i, c := range line[1:] {
		switch {
		case c == '\\' && !escaped:
			escaped = true
			continue
		case c == '"' && !escaped:
			return value, line[i+2:], nil
		}
		value += string(c)
		escaped = false
	}
	return "", line, ErrOpen
}
