package doc

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
	"github.com/pelletier/go-toml/v2/unstable"
)

// Marshal writes a document in another format, its entries in the same order,
// and says what could not be carried over, a sentence each. Null in a table or
// list is left out of TOML; a time is a string in YAML and JSON; comments are
// carried nowhere.
func Marshal(d *Document, to Format) (source []byte, losses []string, err error) {
	w := &writer{from: d, to: to}
	if n := comments(d); n > 0 {
		w.losses = append(w.losses, fmt.Sprintf("%s: %d comments are left out", d.File, n))
	}
	switch to {
	case TOML:
		w.tomlTable(d.Root, nil)
	case YAML:
		w.yamlTable(d.Root, "")
	case JSON:
		w.b.WriteString(w.json(d.Root, "\n"))
		w.b.WriteString("\n")
	default:
		return nil, nil, fmt.Errorf("%v is no format", to)
	}
	return []byte(w.b.String()), w.losses, w.err
}

// comments counts the comments of a document.
func comments(d *Document) int {
	n := 0
	switch d.Format {
	case TOML:
		p := unstable.Parser{KeepComments: true}
		p.Reset(d.Source)
		for p.NextExpression() {
			n += tomlComments(p.Expression())
		}
	case YAML:
		for _, t := range lexer.Tokenize(string(d.Source)) {
			n += btoi(t.Type == token.CommentType)
		}
	}
	return n
}

func tomlComments(e *unstable.Node) int {
	n := 0
	for ; e != nil; e = e.Next() {
		n += btoi(e.Kind == unstable.Comment)
		if c := e.Child(); c != nil {
			n += tomlComments(c)
		}
	}
	return n
}

type writer struct {
	from   *Document
	to     Format
	b      strings.Builder
	losses []string
	err    error
}

func (w *writer) lose(n *Node, format string, args ...any) {
	w.losses = append(w.losses, fmt.Sprintf("%s:%d:%d: ", w.from.File, n.Pos.Line, n.Pos.Column)+fmt.Sprintf(format, args...))
}

// scalar is a node as Encode takes it.
func (w *writer) scalar(n *Node) any {
	switch n.Kind {
	case Bool:
		return n.Bool()
	case Int:
		i, err := n.Int64()
		if err == nil {
			return i
		}
		w.lose(n, "an int becomes a string: %v", err)
	case Float:
		f, err := n.Float64()
		if err == nil && w.to == JSON && (math.IsInf(f, 0) || math.IsNaN(f)) {
			err = errors.New("JSON has numbers only")
		}
		if err == nil {
			return f
		}
		w.lose(n, "a float becomes a string: %v", err)
	case Null:
		return nil
	case Time:
		w.lose(n, "a time becomes a string")
	}
	return n.Text
}

// inline writes a value within a line.
func (w *writer) inline(n *Node) string {
	switch n.Kind {
	case List:
		var parts []string
		for _, item := range w.kept(n.Items) {
			parts = append(parts, w.inline(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Table:
		var parts []string
		for _, e := range n.Entries {
			if w.keeps(e.Value) {
				parts = append(parts, EncodeKey(w.to, e.Key)+separator(w.to)+w.inline(e.Value))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case Time:
		if w.to == TOML {
			return n.Text
		}
	}
	text, err := Encode(w.to, w.scalar(n), "")
	if err != nil && w.err == nil {
		w.err = err
	}
	return text
}

func (w *writer) keeps(n *Node) bool {
	if n.Kind == Null && w.to == TOML {
		w.lose(n, "null is left out: TOML has none")
		return false
	}
	return true
}

func (w *writer) kept(items []*Node) []*Node {
	var kept []*Node
	for _, item := range items {
		if w.keeps(item) {
			kept = append(kept, item)
		}
	}
	return kept
}

func (w *writer) tomlTable(n *Node, path []string) {
	var tables []*Entry
	for _, e := range n.Entries {
		switch {
		case e.Value.Kind == Table:
			tables = append(tables, e)
		case w.keeps(e.Value):
			w.b.WriteString(EncodeKey(TOML, e.Key) + " = " + w.inline(e.Value) + "\n")
		}
	}
	for _, e := range tables {
		below := append(path[:len(path):len(path)], e.Key)
		if w.b.Len() > 0 {
			w.b.WriteString("\n")
		}
		w.b.WriteString("[" + dottedKey(below) + "]\n")
		w.tomlTable(e.Value, below)
	}
}

func (w *writer) yamlTable(n *Node, indent string) {
	for _, e := range n.Entries {
		w.b.WriteString(indent + EncodeKey(YAML, e.Key) + ":")
		if e.Value.Kind == Table && len(e.Value.Entries) > 0 {
			w.b.WriteString("\n")
			w.yamlTable(e.Value, indent+"  ")
			continue
		}
		w.b.WriteString(" " + w.inline(e.Value) + "\n")
	}
}

func (w *writer) json(n *Node, newline string) string {
	if n.Kind != Table || len(n.Entries) == 0 {
		return w.inline(n)
	}
	var parts []string
	for _, e := range n.Entries {
		parts = append(parts, newline+"  "+EncodeKey(JSON, e.Key)+": "+w.json(e.Value, newline+"  "))
	}
	return "{" + strings.Join(parts, ",") + newline + "}"
}
