package prose

import (
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

var (
	comment   = regexp.MustCompile(`(?s)<!--.*?-->`)
	anchorTag = regexp.MustCompile(`(?i)<[a-z][^>]*?\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))`)
	linkTag   = regexp.MustCompile(`(?i)<[a-z][^>]*?\s(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))`)
	fenceLine = regexp.MustCompile("(?m)^[ \t>]*(?:```|~~~)")
)

// addHTML records the anchors and links of an HTML block, and the directives that are in the wrong place in it.
func (d *document) addHTML(n *ast.HTMLBlock) {
	raw := d.rawHTML(n)
	offset := max(n.Pos(), 0)
	if _, fenced := n.NextSibling().(*ast.FencedCodeBlock); fenced && n.HTMLBlockType == ast.HTMLBlockType2 {
		return // attachDirective reads it
	}
	d.findOrphans(offset, raw)
	bare := blankComments(raw)
	if at := fenceLine.FindStringIndex(bare); at != nil && n.HTMLBlockType >= ast.HTMLBlockType6 {
		d.fault(offset+at[0], "the fence is read as HTML: put a blank line after the tag above it")
	}
	d.addTags(offset, bare)
}

// addRawHTML does the same for a tag or comment within a paragraph.
func (d *document) addRawHTML(n *ast.RawHTML) {
	for i := range n.Segments.Len() {
		segment := n.Segments.At(i)
		raw := string(segment.Value(d.source))
		d.findOrphans(segment.Start, raw)
		d.addTags(segment.Start, blankComments(raw))
	}
}

func (d *document) findOrphans(offset int, raw string) {
	for _, at := range orphan.FindAllStringSubmatchIndex(raw, -1) {
		d.fault(offset+at[0], "the %s directive is not followed by a fenced block", raw[at[2]:at[3]])
	}
}

func (d *document) addTags(offset int, raw string) {
	for _, match := range anchorTag.FindAllStringSubmatch(raw, -1) {
		d.anchors[html.UnescapeString(match[1]+match[2]+match[3])] = true
	}
	for _, at := range linkTag.FindAllStringSubmatchIndex(raw, -1) {
		from, to := max(at[2], at[4], at[6]), max(at[3], at[5], at[7])
		d.addLink(offset+from, []byte(html.UnescapeString(raw[from:to])))
	}
}

// rawHTML gives a block's text with its closing line.
func (d *document) rawHTML(n *ast.HTMLBlock) string {
	var out strings.Builder
	for _, segment := range n.Lines().Sliced(0, n.Lines().Len()) {
		out.Write(segment.Value(d.source))
	}
	if n.HasClosure() {
		out.Write(n.ClosureLine.Value(d.source))
	}
	return out.String()
}

// blankComments overwrites comments, so that offsets stay.
func blankComments(raw string) string {
	return comment.ReplaceAllStringFunc(raw, func(c string) string {
		return strings.Repeat(" ", len(c))
	})
}
