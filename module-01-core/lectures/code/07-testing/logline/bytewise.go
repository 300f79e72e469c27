package main

import (
	"strings"

	"systems.course/module01/07-testing/first"
)

// bytewise is first.Unquote without its bug: it takes bytes, not runes.
func bytewise(line string) (value, rest string, err error) {
	if !strings.HasPrefix(line, `"`) {
		return "", line, first.ErrNoQuote
	}
	escaped := false
	for i := 1; i < len(line); i++ {
		switch {
		case line[i] == '\\' && !escaped:
			escaped = true
			continue
		case line[i] == '"' && !escaped:
			return value, line[i+1:], nil
		}
		value += line[i : i+1]
		escaped = false
	}
	return "", line, first.ErrOpen
}
