package doc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// parseJSON reads the source twice: once for the library to say whether and
// where it is broken, which takes no stack, and once for tokens and offsets.
func (p *builder) parseJSON() {
	d := p.d
	if len(bytes.TrimSpace(d.Source)) == 0 {
		p.fail(Position{1, 1}, "found an empty file, allowed a JSON object")
		return
	}
	var raw json.RawMessage
	if err := json.Unmarshal(d.Source, &raw); err != nil {
		p.failJSON(err)
		return
	}
	r := &jsonReader{p: p, tokens: json.NewDecoder(bytes.NewReader(d.Source))}
	r.tokens.UseNumber()
	root, err := r.value(1)
	if err != nil {
		p.failJSON(err)
		return
	}
	if root.Kind != Table {
		p.fail(root.Pos, "found %v, allowed a JSON object", root.Kind)
		return
	}
	d.Root = root
}

func (p *builder) failJSON(err error) {
	if errors.Is(err, errStop) {
		return // reported where it was found
	}
	at := Position{}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		// Offset counts the bytes read, the offending one included.
		at = p.d.Position(min(max(int(syntax.Offset)-1, 0), len(p.d.Source)))
	}
	p.fail(at, "%s", unquoted(strings.TrimPrefix(err.Error(), "json: ")))
}

// errStop ends a reading whose error has been noted.
var errStop = errors.New("stop")

type jsonReader struct {
	p      *builder
	tokens *json.Decoder
}

// next returns a token and where it stands.
func (r *jsonReader) next() (json.Token, Span, error) {
	start := int(r.tokens.InputOffset())
	token, err := r.tokens.Token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, Span{}, fmt.Errorf("reading JSON: %w", err)
	}
	source := r.p.d.Source
	for strings.IndexByte(" \t\r\n,:", source[start]) >= 0 {
		start++
	}
	return token, Span{start, int(r.tokens.InputOffset())}, nil
}

func (r *jsonReader) value(depth int) (*Node, error) {
	token, span, err := r.next()
	if err != nil {
		return nil, err
	}
	n := &Node{Span: span, Pos: r.p.d.Position(span.Start), format: JSON}
	switch v := token.(type) {
	case nil:
		n.Kind, n.Text = Null, "null"
	case bool:
		n.Kind, n.Text = Bool, fmt.Sprint(v)
	case string:
		n.Kind, n.Text = String, v
		r.p.checkEscapes(v, span, n.Pos)
	case json.Number:
		n.Kind, n.Text = Int, v.String()
		if strings.ContainsAny(n.Text, ".eE") {
			n.Kind = Float
		}
	case json.Delim:
		if r.p.tooDeep(depth, n.Pos) {
			return nil, errStop
		}
		if v == '{' {
			err = r.object(n, depth)
		} else {
			err = r.array(n, depth)
		}
	}
	return n, err
}

func (r *jsonReader) object(n *Node, depth int) error {
	n.Kind, n.table = Table, &layout{style: commas}
	for r.tokens.More() {
		key, at, err := r.next()
		if err != nil {
			return err
		}
		value, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		name, _ := key.(string) // the grammar has been checked
		e := &Entry{Key: name, Pos: r.p.d.Position(at.Start), Value: value, start: at.Start}
		r.p.checkEscapes(name, at, e.Pos)
		r.p.insert(n, e)
	}
	return r.close(n)
}

func (r *jsonReader) array(n *Node, depth int) error {
	n.Kind = List
	for r.tokens.More() {
		item, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		n.Items = append(n.Items, item)
	}
	return r.close(n)
}

func (r *jsonReader) close(n *Node) error {
	_, at, err := r.next()
	n.Span.End = at.End
	return err
}
