package doc

import (
	"bytes"
	"slices"
	"strings"
)

// A style is a way to write a table.
type style int

const (
	commas  style = iota // entries between brackets, with commas
	block                // YAML, an entry a line
	section              // TOML, below a header, or the root
	implied              // TOML, only named by the headers of tables in it
	dotted               // TOML, made by dotted keys
)

// A layout is how a table is written and where another entry would go.
type layout struct {
	style   style
	end     int      // of lines: the offset after the last line of its own
	last    int      // the offset after the value of its last own entry
	indent  string   // of its own lines
	prefix  []string // of dotted keys, from the section on
	refused string   // why nothing can be added; "" if it can

	index map[string]*Entry // of a large table's entries
}

// header notes the line of a header at an offset.
func (l *layout) header(d *Document, at int) {
	start := d.lineStart(at)
	l.end = d.lineEnd(at)
	l.indent = leadingBlanks(d.Source[start:])
}

// grow notes the lines of an entry.
func (l *layout) grow(d *Document, e *Entry) {
	l.end = e.lines.End
	l.last = e.lines.End
	l.indent = leadingBlanks(d.Source[e.lines.Start:])
}

func leadingBlanks(b []byte) string {
	return string(b[:len(b)-len(bytes.TrimLeft(b, " \t"))])
}

// lineStart returns the offset of the first byte of the line that at is in.
func (d *Document) lineStart(at int) int {
	line, _ := slices.BinarySearch(d.lines, at+1)
	return d.lines[line-1]
}

// lineEnd returns the offset after the newline of the line that at is in.
func (d *Document) lineEnd(at int) int {
	if line, _ := slices.BinarySearch(d.lines, at+1); line < len(d.lines) {
		return d.lines[line]
	}
	return len(d.Source)
}

// wholeLines returns the lines from start to end, the end's newline included.
func (d *Document) wholeLines(start, end int) Span {
	return Span{d.lineStart(start), d.lineEnd(end)}
}

// alone reports whether nothing but blanks stands before start in its line, and
// nothing but blanks and a comment after end in its own.
func (d *Document) alone(start, end int) bool {
	if strings.TrimLeft(string(d.Source[d.lineStart(start):start]), " \t") != "" {
		return false
	}
	rest := strings.TrimSpace(string(d.Source[end:d.lineEnd(end)]))
	return rest == "" || rest[0] == '#'
}
