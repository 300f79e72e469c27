package doc

import (
	"fmt"
	"strings"
)

// A Splice says that the bytes of a span become a text.
type Splice struct {
	Span Span
	Text string
}

// Apply returns the source with the splice made; the source stays as it is.
func (s Splice) Apply(source []byte) []byte {
	out := make([]byte, 0, len(source)+len(s.Text))
	out = append(out, source[:s.Span.Start]...)
	out = append(out, s.Text...)
	return append(out, source[s.Span.End:]...)
}

// Put returns the splice that gives the entry at a path a value, as Encode takes
// it. An entry that is there keeps all but the bytes of its value; one that is
// not goes to the end of its table, which is made if need be. The error is a
// *RefusedError, or what Encode says. The result has to be parsed and compared
// with what was meant.
func (d *Document) Put(path []string, value any) (Splice, error) {
	if len(path) == 0 {
		return Splice{}, fmt.Errorf("%s: no key to put a value under", d.File)
	}
	table := d.Root
	for i, key := range path {
		e := table.Entry(key)
		if e == nil {
			return d.insert(path, i, table, value)
		}
		if i == len(path)-1 {
			return d.replace(path, e, value)
		}
		table = e.Value
		if table.Kind == Null && table.Text == "" && e.lines.End > e.lines.Start && i+1 < len(path) {
			indent := leadingBlanks(d.Source[e.lines.Start:]) + "  "
			return d.insertLines(e.lines.End, indent, path[i+1:], value)
		}
		if table.Kind != Table {
			return Splice{}, d.refuse(path, e.Value.Pos, fmt.Sprintf("%s is %v here, not a table", strings.Join(path[:i+1], "."), table.Kind))
		}
	}
	return Splice{}, d.refuse(path, d.Root.Pos, "it is no entry")
}

// Drop returns the splice that takes the entry at a path away, with the comment
// that follows it in its line. There must be such an entry.
func (d *Document) Drop(path []string) (Splice, error) {
	e, ok := d.Lookup(path...)
	if !ok {
		return Splice{}, fmt.Errorf("%s: %s is not set", d.File, strings.Join(path, "."))
	}
	table := d.Root
	if len(path) > 1 {
		parent, _ := d.Lookup(path[:len(path)-1]...) // e is in it
		table = parent.Value
	}
	if e.fixed != "" {
		return Splice{}, d.refuse(path, e.Pos, e.fixed)
	}
	if table.table.style == commas {
		return d.dropBetweenCommas(path, table, e)
	}
	if table.table.style == block && len(table.Entries) == 1 && len(path) > 1 {
		// Without it, what is left would be null and no mapping.
		return Splice{e.lines, table.table.indent + "{}" + d.newline}, nil
	}
	return Splice{Span: e.lines}, nil
}

func (d *Document) dropBetweenCommas(path []string, table *Node, e *Entry) (Splice, error) {
	span := Span{e.start, e.Value.Span.End}
	for i, other := range table.Entries {
		if other != e {
			continue
		}
		switch {
		case i > 0:
			span.Start = table.Entries[i-1].Value.Span.End
		case len(table.Entries) > 1:
			span.End = table.Entries[1].start
		}
	}
	if d.Format != JSON && strings.Contains(string(d.Source[span.Start:span.End]), "#") {
		return Splice{}, d.refuse(path, e.Pos, "a comment might be lost")
	}
	return Splice{Span: span}, nil
}

func (d *Document) refuse(path []string, at Position, reason string) error {
	return &RefusedError{File: d.File, Pos: at, Path: path, Reason: reason}
}

func (d *Document) replace(path []string, e *Entry, value any) (Splice, error) {
	n := e.Value
	old := string(d.Source[n.Span.Start:n.Span.End])
	if (n.Kind == List || n.Kind == Table) && d.Format != JSON && strings.Contains(old, "#") {
		return Splice{}, d.refuse(path, n.Pos, "a comment inside the value might be lost")
	}
	if items, ok := value.([]any); ok && n.Kind == List && d.Format == YAML && strings.HasPrefix(old, "-") && len(items) > 0 {
		return d.replaceBlockList(n, items)
	}
	if n.fixed != "" {
		return Splice{}, d.refuse(path, n.Pos, n.fixed)
	}
	text, err := Encode(d.Format, value, old)
	if err != nil {
		return Splice{}, d.refuse(path, n.Pos, err.Error())
	}
	if n.Kind == Table && n.table.style == block {
		return Splice{}, d.refuse(path, n.Pos, "it is a mapping with an entry a line")
	}
	if at := n.Span.Start; old == "" && at > 0 && d.Source[at-1] != ' ' {
		text = " " + text
	}
	return Splice{n.Span, text}, nil
}

// replaceBlockList writes a YAML list as it was, an item a line.
func (d *Document) replaceBlockList(n *Node, items []any) (Splice, error) {
	start := d.lineStart(n.Span.Start)
	between := d.newline + strings.Repeat(" ", n.Span.Start-start)
	lines := make([]string, len(items))
	for i, item := range items {
		like := ""
		if i < len(n.Items) {
			like = string(d.Source[n.Items[i].Span.Start:n.Items[i].Span.End])
		}
		text, err := Encode(YAML, item, like)
		if err != nil {
			return Splice{}, err
		}
		lines[i] = "- " + text
	}
	return Splice{n.Span, strings.Join(lines, between)}, nil
}
