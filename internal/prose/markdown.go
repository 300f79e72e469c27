package prose

import (
	"bytes"
	"iter"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A document is a parsed Markdown file. It does not change after parseDocument.
type document struct {
	path    string // slash-separated, relative to the root
	source  []byte // with \n line ends
	crlf    bool   // the file has \r\n line ends
	blocks  []*block
	links   []link
	anchors map[string]bool
	faults  []fault
}

// A block is a code block of a document.
type block struct {
	language  string // lower case; "" if the fence names none
	fence     string // the opening run of ` or ~; "" for an indented block
	closed    bool
	line      int // of the opening fence
	lines     []string
	start     int // offset of the first line of the content
	end       int // offset of the closing fence's line
	prefix    string
	directive *directive // nil if there is none, or a broken one
	broken    bool       // a directive stands above it, but could not be read
}

// A link leads from a document to a place in the repository or outside of it.
type link struct {
	line        int
	destination string
}

// A fault is a finding at a line of a document.
type fault struct {
	line int
	err  error
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote))

// parseDocument reads Markdown as GitHub does. What is wrong with it is in the document's faults.
func parseDocument(path string, source []byte) *document {
	d := &document{path: path, anchors: make(map[string]bool)}
	d.crlf = bytes.Contains(source, []byte("\r\n"))
	d.source = bytes.ReplaceAll(source, []byte("\r\n"), []byte("\n"))

	var slugger Slugger
	root := markdown.Parser().Parse(text.NewReader(d.source))
	for n := range nodes(root) {
		switch n := n.(type) {
		case *ast.Heading:
			d.anchors[slugger.Slug(d.plainText(n))] = true
		case *ast.FencedCodeBlock:
			d.addFenced(n)
		case *ast.CodeBlock:
			d.addIndented(n)
		case *ast.HTMLBlock:
			d.addHTML(n)
		case *ast.RawHTML:
			d.addRawHTML(n)
		case *ast.Link:
			if n.Reference == nil {
				d.addLink(n.Pos(), n.Destination)
			}
		case *ast.Image:
			if n.Reference == nil {
				d.addLink(n.Pos(), n.Destination)
			}
		case *ast.LinkReferenceDefinition:
			d.addLink(n.Pos(), n.Destination)
		}
		if n.Type() == ast.TypeBlock && n.FirstChild() != nil && n.FirstChild().Type() == ast.TypeInline {
			d.findUndefined(n)
		}
	}
	return d
}

// nodes yields a tree in document order.
func nodes(n ast.Node) iter.Seq[ast.Node] {
	var visit func(n ast.Node, yield func(ast.Node) bool) bool
	visit = func(n ast.Node, yield func(ast.Node) bool) bool {
		if !yield(n) {
			return false
		}
		for child := n.FirstChild(); child != nil; child = child.NextSibling() {
			if !visit(child, yield) {
				return false
			}
		}
		return true
	}
	return func(yield func(ast.Node) bool) { visit(n, yield) }
}

func (d *document) lineAt(offset int) int {
	return 1 + bytes.Count(d.source[:offset], []byte("\n"))
}

func (d *document) fault(offset int, format string, args ...any) {
	d.faults = append(d.faults, fault{d.lineAt(offset), findingf(format, args...)})
}

// addFenced records a fenced block, with the directive above it.
func (d *document) addFenced(n *ast.FencedCodeBlock) {
	pos := n.Pos()
	lineStart := 1 + bytes.LastIndexByte(d.source[:pos], '\n')
	b := &block{
		line:     d.lineAt(pos),
		language: language(string(n.Language(d.source))),
		fence:    leadingRun(d.source[pos:]),
		prefix:   continuation(string(d.source[lineStart:pos])),
		start:    nextLine(d.source, pos),
	}
	b.end = b.start
	for _, segment := range n.Lines().Sliced(0, n.Lines().Len()) {
		b.lines = append(b.lines, strings.TrimSuffix(string(segment.Value(d.source)), "\n"))
		b.end = segment.Stop
	}
	closing := bytes.TrimLeft(d.source[b.end:nextLine(d.source, b.end)], " \t>")
	b.closed = bytes.HasPrefix(closing, []byte(b.fence))
	d.blocks = append(d.blocks, b)
	d.attachDirective(n, b)
}

// addIndented records a block without fences. It can have neither language nor directive.
func (d *document) addIndented(n *ast.CodeBlock) {
	d.blocks = append(d.blocks, &block{line: d.lineAt(n.Pos())})
}

// language gives the lower-case first word of an info string, without the attributes that some tools put behind it.
func language(info string) string {
	if i := strings.IndexAny(info, "{,: \t"); i >= 0 {
		info = info[:i]
	}
	return strings.ToLower(info)
}

// leadingRun gives the run of equal bytes that text begins with.
func leadingRun(text []byte) string {
	n := 1
	for n < len(text) && text[n] == text[0] {
		n++
	}
	return string(text[:n])
}

// nextLine gives the offset of the line after the one that offset is in, or the end of the source.
func nextLine(source []byte, offset int) int {
	if i := bytes.IndexByte(source[offset:], '\n'); i >= 0 {
		return offset + i + 1
	}
	return len(source)
}

// continuation turns what stands before a fence into what must stand before the block's other lines: quote marks
// stay, list marks become blanks.
func continuation(prefix string) string {
	return strings.Map(func(r rune) rune {
		if r == '>' || r == '\t' {
			return r
		}
		return ' '
	}, prefix)
}

// plainText gives a heading as a reader sees it.
func (d *document) plainText(n ast.Node) string {
	var out []byte
	for n := range nodes(n) {
		switch n := n.(type) {
		case *ast.Text:
			if n.Parent().Kind() == ast.KindImage {
				continue
			}
			value := n.Value(d.source)
			if n.Parent().Kind() != ast.KindCodeSpan {
				value = util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(value)))
			}
			out = append(out, value...)
		case *ast.String:
			out = append(out, n.Value...)
		case *ast.AutoLink:
			out = append(out, n.Label(d.source)...)
		}
	}
	return string(out)
}

var undefined = regexp.MustCompile(`(?:^|[^\\\]])\[[^\[\]]+\](\[[^\[\]]+\])|(?:^|[^\\])(\[\^[^\[\]]+\])`)

// findUndefined reports reference links and footnotes without a definition: Markdown leaves them as plain text.
func (d *document) findUndefined(n ast.Node) {
	var plain []byte
	var offsets []int // in the source, of each byte of plain
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		t, ok := child.(*ast.Text)
		if !ok {
			plain, offsets = append(plain, 0), append(offsets, 0)
			continue
		}
		for i := t.Segment.Start; i < t.Segment.Stop; i++ {
			plain, offsets = append(plain, d.source[i]), append(offsets, i)
		}
		if t.SoftLineBreak() {
			plain, offsets = append(plain, '\n'), append(offsets, t.Segment.Stop)
		}
	}
	for _, at := range undefined.FindAllSubmatchIndex(plain, -1) {
		from, to := max(at[2], at[4]), max(at[3], at[5])
		d.fault(offsets[from], "%s is not defined in this file (code such as a[i][j] goes between backquotes)", plain[from:to])
	}
}
