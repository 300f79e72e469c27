package ui

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Frame is what a live terminal shows at a time.
type Frame struct {
	Top, Body, Foot string // lines, without a newline at the end
	Scroll          int    // lines of Body above the window, if it does not fit
}

// Lines lays the frame out for a terminal of width columns and height lines: no
// more lines than that, and none longer. Of a body that does not fit, a window is
// shown, which a last line says. It returns the lines, and Scroll as far as the
// body goes.
func (f Frame) Lines(width, height int) ([]string, int) {
	top, body, foot := split(f.Top), split(f.Body), split(f.Foot)
	room := height - len(top) - len(foot)
	scroll := 0
	switch {
	case len(body) <= room:
	case room < 2:
		body = nil // the key line and the state say more than two words of a message
		foot = foot[max(0, len(foot)-max(0, height-1)):]
		top = top[:min(len(top), height-len(foot))]
	default:
		scroll = max(0, min(f.Scroll, len(body)-room+1))
		body = window(body, scroll, room-1)
	}
	lines := append(append(append([]string{}, top...), body...), foot...)
	for i, line := range lines {
		lines[i] = cut(line, width)
	}
	return lines, scroll
}

// window returns n lines of the body, and one about the others.
func window(body []string, from, n int) []string {
	shown := append([]string{}, body[from:from+n]...)
	rest := fmt.Sprintf("  … %d lines more: arrow down", len(body)-n-from)
	switch {
	case from > 0 && from+n == len(body):
		rest = fmt.Sprintf("  … %d lines above: arrow up", from)
	case from > 0:
		rest = fmt.Sprintf("  … %d lines above, %d below: arrows", from, len(body)-n-from)
	}
	return append(shown, rest)
}

func split(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// cut returns the first width columns of a line, with all its colours. A tab
// becomes spaces up to the next multiple of eight.
func cut(line string, width int) string {
	var b strings.Builder
	column := 0
	for len(line) > 0 {
		if end := strings.IndexByte(line, 'm'); strings.HasPrefix(line, "\x1b[") && end > 0 {
			b.WriteString(line[:end+1])
			line = line[end+1:]
			continue
		}
		r, n := utf8.DecodeRuneInString(line)
		line = line[n:]
		text, columns := string(r), 1
		if r == '\t' {
			columns = 8 - column%8
			text = strings.Repeat(" ", columns)
		}
		if column += columns; column <= width {
			b.WriteString(text)
		}
	}
	return b.String()
}
