package doc

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2/unstable"
)

// tomlReader makes a tree of the expressions that the library finds. What they
// mean together, which tables exist and what is defined twice, is decided here.
type tomlReader struct {
	p       *builder
	section *Node // of the header above, or the root
	depth   int   // of section
	parser  unstable.Parser
}

func (p *builder) parseTOML() {
	root := &Node{Kind: Table, Pos: Position{1, 1}, format: TOML, table: &layout{style: section}}
	r := &tomlReader{p: p, section: root}
	p.d.Root = root
	r.parser.Reset(p.d.Source)
	for r.parser.NextExpression() {
		e := r.parser.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			r.header(root, e)
		case unstable.KeyValue:
			r.keyValue(r.section, e, r.depth+1, true)
		}
	}
	if err := r.parser.Error(); err != nil {
		r.fail(err)
	}
}

func (r *tomlReader) fail(err error) {
	var broken *unstable.ParserError
	at := Position{}
	if errors.As(err, &broken) && broken.Highlight != nil {
		at = r.p.d.Position(int(r.parser.Range(broken.Highlight).Offset))
	}
	r.p.fail(at, "%s", unquoted(err.Error()))
}

// part is one of the keys of a dotted key.
type part struct {
	name string
	span Span
}

// fewParts is room for the parts of a key that need no allocation.
type fewParts [4]part

// parts appends the parts of a key.
func (r *tomlReader) parts(parts []part, keys unstable.Iterator) []part {
	for keys.Next() {
		k := keys.Node()
		start := int(k.Raw.Offset)
		parts = append(parts, part{string(k.Data), Span{start, start + int(k.Raw.Length)}})
	}
	return parts
}

// header opens the table of a [header] or adds one for a [[header]].
func (r *tomlReader) header(root *Node, e *unstable.Node) {
	var few fewParts
	parts := r.parts(few[:0], e.Key())
	r.section, r.depth = nil, len(parts)
	if !r.p.tooDeep(len(parts)+1, r.p.d.Position(parts[0].span.Start)) {
		table := root
		for _, k := range parts[:len(parts)-1] {
			if table = r.through(table, k); table == nil {
				break
			}
		}
		if table != nil {
			r.open(table, parts[len(parts)-1], e.Kind == unstable.ArrayTable)
		}
	}
	if r.section == nil { // after an error: something to go on with
		r.section = &Node{Kind: Table, format: TOML, table: &layout{style: section}}
	}
}

// through returns the table under a key, which a header names on its way; it is
// made if it isn't there.
func (r *tomlReader) through(table *Node, k part) *Node {
	e := table.Entry(k.name)
	if e == nil {
		e = r.tableEntry(k, &layout{style: implied})
		table.add(e)
		return e.Value
	}
	if n := e.Value; n.Kind == List && n.table != nil {
		return n.Items[len(n.Items)-1]
	}
	if e.Value.Kind != Table || e.Value.table.style == commas {
		r.p.fail(r.p.d.Position(k.span.Start), "found %q as a table, allowed once: it is %v in line %d", k.name, e.Value.Kind, e.Pos.Line)
		return nil
	}
	return e.Value
}

func (r *tomlReader) tableEntry(k part, l *layout) *Entry {
	at := r.p.d.Position(k.span.Start)
	return &Entry{
		Key: k.name, Pos: at, start: k.span.Start, fixed: "it is a table with a header of its own, or with dotted keys",
		Value: &Node{Kind: Table, Pos: at, format: TOML, table: l, fixed: "its entries are on several lines"},
	}
}

func (r *tomlReader) open(table *Node, k part, array bool) {
	e := table.Entry(k.name)
	at := r.p.d.Position(k.span.Start)
	switch {
	case e == nil && array:
		e = r.tableEntry(k, nil)
		e.Value.Kind, e.Value.table = List, &layout{style: section}
		table.add(e)
		fallthrough
	case e != nil && array && e.Value.Kind == List && e.Value.table != nil:
		item := &Node{Kind: Table, Pos: at, format: TOML, table: &layout{style: section}}
		e.Value.Items = append(e.Value.Items, item)
		r.section = item
	case e == nil:
		e = r.tableEntry(k, &layout{style: section})
		table.add(e)
		r.section = e.Value
	case !array && e.Value.Kind == Table && e.Value.table.style == implied:
		e.Value.table.style = section
		r.section = e.Value
	default:
		r.p.fail(at, "found the table %q a second time, allowed once: the first is in line %d", k.name, e.Pos.Line)
		return
	}
	r.section.table.header(r.p.d, k.span.Start)
}

// keyValue adds an entry to a table; own says that it has a line of its own.
func (r *tomlReader) keyValue(table *Node, e *unstable.Node, depth int, own bool) {
	var few fewParts
	parts := r.parts(few[:0], e.Key())
	at := r.p.d.Position(parts[0].span.Start)
	if r.p.tooDeep(depth+len(parts)-1, at) {
		return
	}
	home := table
	for i, k := range parts[:len(parts)-1] {
		next := r.dotted(home, k, parts[:i+1], own)
		if next == nil {
			return
		}
		home = next
	}
	last := parts[len(parts)-1]
	end := int(e.Raw.Offset + e.Raw.Length)
	value, _ := r.value(e.Value(), skipTOML(r.p.d.Source, last.span.End, " \t="), depth+len(parts))
	if value.Kind == List || value.Kind == Table {
		value.Span.End = end
	}
	entry := &Entry{Key: last.name, Pos: r.p.d.Position(last.span.Start), Value: value, start: parts[0].span.Start}
	if own {
		entry.lines = r.p.d.wholeLines(entry.start, end)
		table.table.grow(r.p.d, entry)
	}
	if home != table {
		home.table.last = end
		if own {
			home.table.grow(r.p.d, entry)
		} else {
			entry.fixed = "it is a dotted key in an inline table"
		}
	}
	r.p.insert(home, entry)
}

// dotted returns the table that a dotted key makes or goes on with.
func (r *tomlReader) dotted(table *Node, k part, prefix []part, own bool) *Node {
	e := table.Entry(k.name)
	if e == nil {
		l := &layout{style: dotted}
		for _, k := range prefix {
			l.prefix = append(l.prefix, k.name)
		}
		if !own {
			l.refused = "it has dotted keys in an inline table"
		}
		e = r.tableEntry(k, l)
		table.add(e)
		return e.Value
	}
	if e.Value.Kind == Table && e.Value.table.style == dotted && len(e.Value.table.prefix) == len(prefix) {
		return e.Value
	}
	r.p.fail(r.p.d.Position(k.span.Start), "found %q as a table, allowed once: it is %v in line %d", k.name, e.Value.Kind, e.Pos.Line)
	return nil
}

// value makes a node of one of the library's, which begins at start, and
// returns the offset after it.
func (r *tomlReader) value(v *unstable.Node, start, depth int) (*Node, int) {
	n := &Node{Pos: r.p.d.Position(start), format: TOML}
	end := start + int(v.Raw.Length)
	n.Text = string(v.Data)
	switch v.Kind {
	case unstable.String:
		n.Kind = String
	case unstable.Bool:
		n.Kind = Bool
	case unstable.Integer:
		n.Kind = Int
		r.checkNumber(n)
	case unstable.Float:
		n.Kind = Float
		r.checkNumber(n)
	case unstable.LocalDate, unstable.LocalTime, unstable.LocalDateTime, unstable.DateTime:
		n.Kind = Time
		r.checkTime(n)
	case unstable.Array:
		n.Kind, n.Text = List, ""
		end = r.array(n, v, start, depth)
	case unstable.InlineTable:
		n.Kind, n.Text = Table, ""
		end = r.inline(n, v, start, depth)
	}
	n.Span = Span{start, end}
	return n, end
}

func (r *tomlReader) array(n *Node, v *unstable.Node, start, depth int) int {
	if r.p.tooDeep(depth, n.Pos) {
		return start + 1
	}
	at := start + 1
	for items := v.Children(); items.Next(); {
		var item *Node
		item, at = r.value(items.Node(), skipTOML(r.p.d.Source, at, " \t\r\n,"), depth+1)
		n.Items = append(n.Items, item)
	}
	return skipTOML(r.p.d.Source, at, " \t\r\n,") + 1
}

func (r *tomlReader) inline(n *Node, v *unstable.Node, start, depth int) int {
	n.table = &layout{style: commas}
	if r.p.tooDeep(depth, n.Pos) {
		return start + 1
	}
	at := start + 1
	for entries := v.Children(); entries.Next(); {
		e := entries.Node()
		r.keyValue(n, e, depth, false)
		at = int(e.Raw.Offset + e.Raw.Length)
	}
	return skipTOML(r.p.d.Source, at, " \t\r\n,") + 1
}

// skipTOML passes over bytes of a set and comments.
func skipTOML(source []byte, at int, set string) int {
	for at < len(source) {
		switch {
		case strings.IndexByte(set, source[at]) >= 0:
			at++
		case source[at] == '#':
			for at < len(source) && source[at] != '\n' {
				at++
			}
		default:
			return at
		}
	}
	return at
}

// checkNumber looks at what the library leaves to its decoder.
func (r *tomlReader) checkNumber(n *Node) {
	var err error
	if n.Kind == Int {
		_, err = n.Int64()
	} else {
		_, err = n.Float64()
	}
	digits := strings.TrimLeft(n.Text, "+-")
	switch {
	case err == nil && n.Kind == Float && len(digits) > 1 && digits[0] == '0' && digits[1] != '.' && digits[1] != 'e' && digits[1] != 'E':
		err = errors.New("a leading zero")
	case strings.Contains(n.Text, "__"), strings.HasSuffix(n.Text, "_"), strings.HasPrefix(digits, "_"),
		n.Kind == Float && strings.ContainsAny(n.Text, "_") && !underscoresBetweenDigits(n.Text):
		err = errors.New("an underscore that is not between digits")
	case n.Kind == Float && strings.Contains(n.Text, ".") && !digitsAroundPoint(n.Text):
		err = errors.New("a point without a digit on both sides")
	}
	if err != nil {
		r.p.fail(n.Pos, "found a wrong number: %v", err)
	}
}

func underscoresBetweenDigits(s string) bool {
	for i := range len(s) {
		if s[i] == '_' && (i == 0 || i == len(s)-1 || !isDigit(s[i-1]) || !isDigit(s[i+1])) {
			return false
		}
	}
	return true
}

func digitsAroundPoint(s string) bool {
	i := strings.IndexByte(s, '.')
	return i > 0 && i < len(s)-1 && isDigit(s[i-1]) && isDigit(s[i+1])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (r *tomlReader) checkTime(n *Node) {
	layouts := []string{"2006-01-02", "15:04:05", "15:04", "2006-01-02T15:04:05", "2006-01-02T15:04", time.RFC3339, "2006-01-02T15:04Z07:00"}
	text := strings.ToUpper(strings.Replace(n.Text, " ", "T", 1))
	if !slices.ContainsFunc(layouts, func(l string) bool { _, err := time.Parse(l, text); return err == nil }) {
		r.p.fail(n.Pos, "found a time that there is not")
	}
}
