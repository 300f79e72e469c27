package doc

import (
	"errors"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// yamlReader makes a tree of the library's. It trusts the library's lines and
// columns, not its offsets, which go astray after tags and block scalars.
type yamlReader struct {
	p       *builder
	anchors map[string]*Node
	aliases int // nodes by way of aliases so far
}

func (p *builder) parseYAML() {
	p.d.Root = &Node{Kind: Table, Pos: Position{1, 1}, format: YAML, table: &layout{style: block, end: len(p.d.Source)}}
	// The library counts a CRLF as two lines. Without their CRs, lines and columns
	// are the same.
	source := strings.ReplaceAll(string(p.d.Source), "\r\n", "\n")
	if i := strings.IndexByte(source, '\r'); i >= 0 {
		i += strings.Count(source[:i], "\n") * (len(p.d.newline) - 1)
		p.fail(p.d.Position(min(i, len(p.d.Source))), "found a carriage return within a line, allowed at the end of one")
		return
	}
	tokens := lexer.Tokenize(source)
	if !p.yamlLimits(tokens) {
		return
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		p.failYAML(err)
		return
	}
	var body ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.DirectiveType || doc.Body.Type() == ast.CommentType {
			continue
		}
		if body != nil {
			p.fail(p.place(doc.Body.GetToken()), "found a second YAML document, allowed one")
			return
		}
		body = doc.Body
	}
	r := &yamlReader{p: p, anchors: map[string]*Node{}}
	if body == nil {
		return
	}
	root, _ := r.value(body, -1, 1)
	if root.Kind == Null {
		return
	}
	p.d.Root = root
	if root.Kind != Table && len(p.errors) == 0 {
		p.fail(root.Pos, "found %v, allowed a mapping", root.Kind)
	}
}

func (p *builder) failYAML(err error) {
	var syntax yaml.Error
	if !errors.As(err, &syntax) {
		p.fail(Position{}, "%s", unquoted(err.Error()))
		return
	}
	p.fail(p.place(syntax.GetToken()), "%s", unquoted(syntax.GetMessage()))
}

func (p *builder) place(t *token.Token) Position {
	if t == nil || t.Position == nil {
		return Position{}
	}
	return Position{t.Position.Line, max(t.Position.Column, 1)}
}

// yamlLimits looks at the tokens before the parser does: at the brackets open
// and the columns at which lines begin, which bound the depth from above but
// for a list's dashes, each of which counts.
func (p *builder) yamlLimits(tokens token.Tokens) bool {
	open, keys := 0, 0
	var columns []int // of blocks open
	for _, t := range tokens {
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			open++
		case token.MappingEndType, token.SequenceEndType:
			open--
		case token.MappingValueType, token.SequenceEntryType, token.CollectEntryType, token.MappingKeyType:
			keys++
		case token.InvalidType:
			p.fail(p.place(t), "%s", unquoted(t.Error))
			return false
		}
		if open == 0 && t.Type != token.CommentType {
			for len(columns) > 0 && columns[len(columns)-1] > t.Position.Column {
				columns = columns[:len(columns)-1]
			}
			if t.Type == token.SequenceEntryType || t.Type == token.MappingKeyType || t.Type == token.MappingValueType {
				columns = append(columns, t.Position.Column)
				if len(columns) > 1 && columns[len(columns)-2] == t.Position.Column {
					columns = columns[:len(columns)-1]
				}
			}
		}
		if keys > MaxYAMLKeys {
			p.fail(p.place(t), "found more than %d keys and list items, allowed at most %d in YAML", MaxYAMLKeys, MaxYAMLKeys)
			return false
		}
		if p.tooDeep(open+len(columns)/2, p.place(t)) {
			return false
		}
	}
	return true
}

// value makes a node, and returns the offset after what it is written with.
// Indent is that of the block mapping or list it stands in, -1 for none.
func (r *yamlReader) value(v ast.Node, indent, depth int) (*Node, int) {
	switch v := v.(type) {
	case *ast.AnchorNode:
		n, end := r.value(v.Value, indent, depth)
		r.anchors[v.Name.GetToken().Value] = n
		return n, end
	case *ast.AliasNode:
		return r.alias(v, depth)
	case *ast.TagNode:
		return r.tag(v, indent, depth)
	case *ast.MappingNode:
		return r.mapping(v, v.Values, v.IsFlowStyle, v.End, depth)
	case *ast.MappingValueNode:
		return r.mapping(v, []*ast.MappingValueNode{v}, false, nil, depth)
	case *ast.SequenceNode:
		return r.sequence(v, depth)
	}
	return r.scalar(v, indent)
}

func (r *yamlReader) start(t *token.Token) (int, Position) {
	at := r.p.place(t)
	return r.p.d.offset(at.Line, at.Column), at
}

func (r *yamlReader) alias(v *ast.AliasNode, depth int) (*Node, int) {
	start, at := r.start(v.GetToken())
	name := v.Value.GetToken().Value
	end := start + len("*") + len(name)
	target := r.anchors[name]
	if target == nil {
		r.p.fail(at, "found an alias, allowed the name of an anchor that came before")
		return &Node{Kind: Null, Pos: at}, end
	}
	n := r.copy(target, depth, at)
	n.Span, n.Pos, n.fixed = Span{start, end}, at, ""
	if n.Kind == Table {
		n.table = &layout{style: block, refused: "it is an alias"}
	}
	return n, end
}

// copy is the tree that an alias stands for. It is in another place of the tree
// than of the file, so that none of it can be edited.
func (r *yamlReader) copy(n *Node, depth int, at Position) *Node {
	c := *n
	if r.aliases++; r.aliases > MaxAliases {
		if r.aliases == MaxAliases+1 {
			r.p.fail(at, "found aliases that stand for more than %d nodes, allowed at most %d", MaxAliases, MaxAliases)
		}
		c.Items, c.Entries = nil, nil
		return &c
	}
	if len(n.Items)+len(n.Entries) > 0 && r.p.tooDeep(depth, at) {
		r.aliases = MaxAliases + 1
	}
	c.fixed = "it comes by way of an alias"
	c.table = &layout{refused: c.fixed}
	c.Items, c.Entries = nil, nil
	for _, item := range n.Items {
		c.Items = append(c.Items, r.copy(item, depth+1, at))
	}
	for _, e := range n.Entries {
		c.add(&Entry{Key: e.Key, Pos: e.Pos, Value: r.copy(e.Value, depth+1, at), fixed: c.fixed})
	}
	return &c
}

var yamlTags = map[string]Kind{"!!str": String, "!!int": Int, "!!float": Float, "!!bool": Bool, "!!null": Null, "!!map": Table, "!!seq": List}

func (r *yamlReader) tag(v *ast.TagNode, indent, depth int) (*Node, int) {
	t := v.GetToken()
	kind, ok := yamlTags[t.Value]
	if !ok {
		r.p.fail(r.p.place(t), "found a tag, allowed none but those of the core schema")
	}
	n, end := r.value(v.Value, indent, depth)
	scalar := n.Kind != Table && n.Kind != List
	if ok && scalar != (kind != Table && kind != List) {
		r.p.fail(n.Pos, "found %v with the tag %s", n.Kind, t.Value)
	}
	if ok && scalar {
		n.Kind = kind
	}
	n.fixed = "it has a tag"
	return n, end
}

func (r *yamlReader) mapping(v ast.Node, values []*ast.MappingValueNode, flow bool, closing *token.Token, depth int) (*Node, int) {
	first := v.GetToken()
	if !flow && len(values) > 0 {
		first = values[0].Key.GetToken()
	}
	start, at := r.start(first)
	n := &Node{Kind: Table, Pos: at, format: YAML, table: &layout{style: commas}}
	if r.p.tooDeep(depth, at) {
		return n, start
	}
	if !flow {
		n.table.style = block
		n.table.indent = leadingBlanks(r.p.d.Source[r.p.d.lineStart(start):start])
	}
	end := start
	for _, value := range values {
		end = r.entry(n, value, flow, at.Column-1, depth)
	}
	if flow && closing != nil {
		end, _ = r.start(closing)
		end++
	}
	n.Span = Span{start, end}
	n.table.end = r.p.d.lineEnd(end)
	return n, end
}

func (r *yamlReader) entry(table *Node, v *ast.MappingValueNode, flow bool, indent, depth int) int {
	key := v.Key.GetToken()
	start, at := r.start(key)
	if v.Key.IsMergeKey() {
		r.p.fail(at, "found the merge key <<, allowed none in YAML 1.2")
		return start
	}
	if !yamlKey(v.Key) {
		r.p.fail(at, "found a key that is not a plain or quoted string")
		return start
	}
	e := &Entry{Key: key.Value, Pos: at, start: start}
	keyEnd, _ := r.scalarEnd(key, start)
	r.p.checkEscapes(e.Key, Span{start, keyEnd}, at)
	colon, _ := r.start(v.Start)
	keyEnd = min(max(keyEnd, colon+1), len(r.p.d.Source))
	n, end := r.value(v.Value, indent, depth+1)
	if n.Kind == Null && n.Text == "" {
		end = keyEnd
		n.Span, n.Pos = Span{end, end}, r.p.d.Position(end)
	}
	end = max(end, keyEnd)
	e.Value = n
	if !flow {
		e.lines = r.p.d.wholeLines(start, end)
		if !r.p.d.alone(start, end) {
			e.fixed = "it shares a line with something else"
		}
	}
	r.p.insert(table, e)
	return end
}

func yamlKey(k ast.MapKeyNode) bool {
	switch k.(type) {
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode:
		return k.GetToken().Type != token.ImplicitNullType
	}
	return false
}

func (r *yamlReader) sequence(v *ast.SequenceNode, depth int) (*Node, int) {
	start, at := r.start(v.GetToken())
	n := &Node{Kind: List, Pos: at, format: YAML}
	if r.p.tooDeep(depth, at) {
		return n, start
	}
	end := start
	for _, value := range v.Values {
		var item *Node
		item, end = r.value(value, at.Column-1, depth+1)
		n.Items = append(n.Items, item)
	}
	if v.IsFlowStyle && v.End != nil {
		end, _ = r.start(v.End)
		end++
	}
	n.Span = Span{start, end}
	if !v.IsFlowStyle {
		n.fixed = "it is a list with an item a line"
	}
	return n, end
}

func (r *yamlReader) scalar(v ast.Node, indent int) (*Node, int) {
	t := v.GetToken()
	start, at := r.start(t)
	n := &Node{Kind: String, Text: t.Value, Pos: at, format: YAML}
	if block, ok := v.(*ast.LiteralNode); ok {
		n.Text = block.Value.GetToken().Value
		n.fixed = "it is a block scalar"
		n.Span = Span{start, r.blockEnd(start, indent)}
		return n, n.Span.End
	}
	if t.Type == token.ImplicitNullType {
		n.Kind, n.Text = Null, ""
		return n, start
	}
	end, ok := r.scalarEnd(t, start)
	if !ok {
		n.fixed = "it is written on several lines"
	}
	if t.Type != token.SingleQuoteType && t.Type != token.DoubleQuoteType {
		n.Kind = plainKind(t.Value)
	}
	n.Span = Span{start, end}
	r.p.checkEscapes(n.Text, n.Span, at)
	return n, end
}
