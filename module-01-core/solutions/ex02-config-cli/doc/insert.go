package doc

import (
	"bytes"
	"strings"
)

// insert puts the entry path[i:] into a table that has no entry path[i].
func (d *Document) insert(path []string, i int, table *Node, value any) (Splice, error) {
	l := table.table
	if l.refused != "" {
		return Splice{}, d.refuse(path, table.Pos, l.refused)
	}
	switch l.style {
	case block:
		return d.insertLines(l.end, l.indent, path[i:], value)
	case commas:
		return d.insertBetweenCommas(path, i, table, value)
	case dotted:
		key := append(append([]string{}, l.prefix...), path[i:]...)
		return d.insertTOML(l.end, l.indent, key, value)
	case section:
		if i == len(path)-1 && l.end > 0 {
			return d.insertTOML(l.end, l.indent, path[i:], value)
		}
		if i == len(path)-1 && table == d.Root {
			return d.insertFirst(path, value)
		}
	}
	return d.insertHeader(path, value)
}

// insertLines writes a YAML entry, and a line for each table around it.
func (d *Document) insertLines(at int, indent string, path []string, value any) (Splice, error) {
	var b strings.Builder
	d.breakLine(&b, at)
	for i, key := range path {
		b.WriteString(indent + strings.Repeat("  ", i) + EncodeKey(YAML, key) + ":")
		if i < len(path)-1 {
			b.WriteString(d.newline)
		}
	}
	text, err := Encode(YAML, value, "")
	b.WriteString(" " + text + d.newline)
	return Splice{Span{at, at}, b.String()}, err
}

// breakLine ends the line before an offset if nothing does.
func (d *Document) breakLine(b *strings.Builder, at int) {
	if at > 0 && d.Source[at-1] != '\n' {
		b.WriteString(d.newline)
	}
}

// insertTOML writes a line KEY = VALUE.
func (d *Document) insertTOML(at int, indent string, key []string, value any) (Splice, error) {
	var b strings.Builder
	d.breakLine(&b, at)
	text, err := Encode(TOML, value, "")
	b.WriteString(indent + dottedKey(key) + " = " + text + d.newline)
	return Splice{Span{at, at}, b.String()}, err
}

func dottedKey(key []string) string {
	parts := make([]string, len(key))
	for i, k := range key {
		parts[i] = EncodeKey(TOML, k)
	}
	return strings.Join(parts, ".")
}

// insertFirst writes the first entry of a TOML root: before the first header and
// the comment right above it, or at the end.
func (d *Document) insertFirst(path []string, value any) (Splice, error) {
	at := len(d.Source)
	for i, start := range d.lines {
		if bytes.HasPrefix(bytes.TrimLeft(d.Source[start:], " \t"), []byte("[")) {
			for i > 0 && strings.HasPrefix(strings.TrimLeft(d.Line(i), " \t"), "#") {
				i--
			}
			at = d.lines[i]
			break
		}
	}
	s, err := d.insertTOML(at, "", path, value)
	if at < len(d.Source) {
		s.Text += d.newline
	}
	return s, err
}

// insertHeader writes a TOML table of its own to the end of the file.
func (d *Document) insertHeader(path []string, value any) (Splice, error) {
	at := len(d.Source)
	var b strings.Builder
	d.breakLine(&b, at)
	if at > 0 {
		b.WriteString(d.newline)
	}
	last := len(path) - 1
	text, err := Encode(TOML, value, "")
	b.WriteString("[" + dottedKey(path[:last]) + "]" + d.newline)
	b.WriteString(EncodeKey(TOML, path[last]) + " = " + text + d.newline)
	return Splice{Span{at, at}, b.String()}, err
}

// insertBetweenCommas writes an entry after the last one, set off as that is.
func (d *Document) insertBetweenCommas(path []string, i int, table *Node, value any) (Splice, error) {
	n := len(table.Entries)
	if n == 0 {
		return d.insertOnly(path, i, table, value)
	}
	last := table.Entries[n-1]
	before := d.Source[:last.start]
	gap := string(before[len(bytes.TrimRight(before, " \t\r\n")):])
	if gap == "" && (d.Format != JSON || d.Source[last.Value.Span.Start-1] == ' ') {
		gap = " "
	}
	text, err := d.encodeEntry(path[i:], value, gap, i+1)
	at := last.Value.Span.End
	return Splice{Span{at, at}, "," + gap + text}, err
}

func (d *Document) insertOnly(path []string, i int, table *Node, value any) (Splice, error) {
	inside := Span{table.Span.Start + 1, table.Span.End - 1}
	if len(bytes.TrimSpace(d.Source[inside.Start:inside.End])) > 0 {
		return Splice{}, d.refuse(path, table.Pos, "a comment inside the value might be lost")
	}
	gap, end := "", ""
	switch d.Format {
	case TOML:
		gap, end = " ", " "
	case JSON:
		outer := leadingBlanks(d.Source[d.lineStart(table.Span.Start):])
		gap, end = d.newline+outer+"  ", d.newline+outer
	}
	text, err := d.encodeEntry(path[i:], value, gap, i+1)
	return Splice{inside, gap + text + end}, err
}

// encodeEntry writes an entry with the tables around it, in lines of their own
// if gap has a line break. Depth counts the tables that the entry is in.
func (d *Document) encodeEntry(path []string, value any, gap string, depth int) (string, error) {
	key := EncodeKey(d.Format, path[0]) + separator(d.Format)
	if len(path) == 1 {
		text, err := Encode(d.Format, value, "")
		return key + text, err
	}
	indent := gap[strings.LastIndexByte(gap, '\n')+1:]
	if d.Format != JSON || indent == gap {
		text, err := d.encodeEntry(path[1:], value, gap, depth+1)
		return key + "{" + text + "}", err
	}
	unit := indent[:max(len(indent)/depth, min(1, len(indent)))]
	text, err := d.encodeEntry(path[1:], value, gap+unit, depth+1)
	return key + "{" + gap + unit + text + gap + "}", err
}
