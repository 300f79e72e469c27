package gradeout

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible returns text in which everything can be seen that a stranger's program
// wrote: a control character as its picture (␛ for the escape), a byte that is
// not UTF-8 as ⟨xFF⟩, and what else has no glyph of its own, such as a mark for
// the direction of writing, as ⟨U+202E⟩. Tabs, newlines and spaces stay; a
// carriage return before a newline goes. The result is valid in XML 1.0.
func visible(text string) string {
	if plain(text) {
		return text
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	var b strings.Builder
	b.Grow(len(text) + len(text)/8)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, "⟨x%02X⟩", text[i])
		case r == '\n' || r == '\t' || unicode.IsPrint(r):
			b.WriteRune(r)
		case r < ' ':
			b.WriteRune('\u2400' + r)
		case r == 0x7f:
			b.WriteRune('\u2421')
		default:
			fmt.Fprintf(&b, "⟨U+%04X⟩", r)
		}
		i += size
	}
	return b.String()
}

// plain reports whether text is ASCII without control characters.
func plain(text string) bool {
	for i := 0; i < len(text); i++ {
		if c := text[i]; (c < ' ' && c != '\n' && c != '\t') || c >= 0x7f {
			return false
		}
	}
	return true
}

// line returns text as one visible line of at most n runes.
func line(text string, n int) string {
	return cutLine(strings.Join(strings.Fields(visible(clip(text, 4*n))), " "), n)
}

// lastLines is how many of the lines that are kept are taken from the end, as a
// part of all: the end of what a program printed says most about its failure.
const lastLines = 3

// A limit bounds a text that is shown.
type limit struct {
	lines int // the middle is left out
	runes int // of each line
	bytes int // before anything is made visible; the middle is left out
}

// show returns text made visible and within the limit. What was left out is said
// where it was.
func (l limit) show(text string) string {
	text = strings.Trim(visible(clip(text, l.bytes)), "\n")
	all := strings.Split(text, "\n")
	for i, s := range all {
		all[i] = cutLine(s, l.runes)
	}
	if over := len(all) - l.lines; over > 0 {
		tail := l.lines / lastLines
		head := l.lines - tail
		middle := fmt.Sprintf("… %d lines left out …", over)
		all = append(append(all[:head:head], middle), all[head+over:]...)
	}
	return strings.Join(all, "\n")
}

// cutLine shortens a line to n runes.
func cutLine(s string, n int) string {
	if len(s) <= n {
		return s
	}
	count := utf8.RuneCountInString(s)
	if count <= n {
		return s
	}
	end := 0
	for range n {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	return fmt.Sprintf("%s… (%d characters more)", s[:end], count-n)
}

// clip takes the middle out of a text of more than n bytes, at the bounds of
// runes, so that what follows never works on more than that.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	head, tail := n*2/3, len(text)-n/3
	for range utf8.UTFMax - 1 {
		if !utf8.RuneStart(text[head]) {
			head--
		}
		if tail < len(text) && !utf8.RuneStart(text[tail]) {
			tail++
		}
	}
	return fmt.Sprintf("%s\n… %d bytes left out …\n%s", text[:head], tail-head, text[tail:])
}

// count returns "1 attempt" or "3 attempts".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	if strings.HasSuffix(what, "s") {
		what += "e"
	}
	return fmt.Sprintf("%d %ss", n, what)
}
