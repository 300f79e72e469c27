package cli

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"systems.course/confctl"
	"systems.course/confctl/doc"
)

// excerpt returns what caret does if w is a terminal.
func (a *app) excerpt(w any, p confctl.Problem) string {
	if !isTerminal(w) {
		return ""
	}
	return a.caret(p)
}

// isTerminal reports whether w is a terminal, or another device that takes
// characters.
func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// caret returns the line of a problem and a caret below the place; nothing where
// the line is not known, or could show a secret. What a terminal would obey is
// shown as one character, so that the caret stays below its place.
func (a *app) caret(p confctl.Problem) string {
	d, at := a.docs[p.Place.File], p.Place.Pos
	if d == nil || at.Line == 0 || a.dark(d, at.Line) {
		return ""
	}
	line := strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case !unicode.IsPrint(r):
			return utf8.RuneError
		}
		return r
	}, d.Line(at.Line))
	return fmt.Sprintf("  | %s\n  | %s^\n", line, strings.Repeat(" ", at.Column-1))
}

// dark reports whether something touches the line that is not to be shown.
func (a *app) dark(d *doc.Document, line int) bool {
	switch {
	case a.schema != nil:
		return a.darkLayer(d, d.Root, "", line)
	case d.File == a.schemaFile:
		return darkSchema(d, line)
	}
	return true
}

// darkLayer reports whether a secret touches the line, or a value that the schema
// doesn't have: it may be a secret in the wrong place.
func (a *app) darkLayer(d *doc.Document, n *doc.Node, name string, line int) bool {
	for _, e := range n.Entries {
		part := e.Key
		if strings.Contains(part, ".") {
			part = strconv.Quote(part) // one part of a name, and so of no key
		}
		full := strings.TrimPrefix(name+"."+part, ".")
		k := a.schema.Key(full)
		switch {
		case k != nil && !k.Type.Secret() && shaped(e.Value, k.Type):
		case k == nil && e.Value.Kind == doc.Table:
			if a.darkLayer(d, e.Value, full, line) {
				return true
			}
		case touches(d, e, line):
			return true
		}
	}
	return false
}

// shaped reports whether a node has tables and lists only where a type has them.
func shaped(n *doc.Node, t confctl.Type) bool {
	switch n.Kind {
	case doc.Table:
		for _, e := range n.Entries {
			if t.Kind != confctl.KindMap || !shaped(e.Value, *t.Elem) {
				return false
			}
		}
	case doc.List:
		for _, item := range n.Items {
			if t.Kind != confctl.KindList || !shaped(item, *t.Elem) {
				return false
			}
		}
	}
	return true
}

// darkSchema is for a schema that is wrong. Of a key that is a secret, or whose
// type is not known, no more is shown than the name and the type.
func darkSchema(d *doc.Document, line int) bool {
	for _, e := range d.Root.Entries {
		switch e.Key {
		case "app":
			continue
		case "key":
			if darkKey(d, e.Value, line) || slices.ContainsFunc(e.Value.Items, func(n *doc.Node) bool { return darkKey(d, n, line) }) {
				return true
			}
		default:
			if touches(d, e, line) {
				return true
			}
		}
	}
	return false
}

func darkKey(d *doc.Document, key *doc.Node, line int) bool {
	if e := key.Entry("type"); e != nil {
		if t, err := confctl.ParseType(e.Value.Text); err == nil && !t.Secret() {
			return false
		}
	}
	for _, e := range key.Entries {
		if e.Key != "name" && e.Key != "type" && touches(d, e, line) {
			return true
		}
	}
	return false
}

// touches reports whether a key or anything of its value is in the line.
func touches(d *doc.Document, e *doc.Entry, line int) bool {
	first, last := e.Pos.Line, e.Pos.Line
	var walk func(n *doc.Node)
	walk = func(n *doc.Node) {
		first = min(first, n.Pos.Line)
		last = max(last, n.Pos.Line, d.Position(n.Span.End).Line)
		for _, item := range n.Items {
			walk(item)
		}
		for _, below := range n.Entries {
			last = max(last, below.Pos.Line)
			walk(below.Value)
		}
	}
	walk(e.Value)
	return first <= line && line <= last
}
