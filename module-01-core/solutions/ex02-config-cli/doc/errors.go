package doc

import (
	"fmt"
	"regexp"
	"strings"
)

// An Error is something wrong with a document's bytes.
type Error struct {
	File    string
	Pos     Position // zero if the whole file is meant
	Message string
}

// Error returns FILE:LINE:COLUMN: MESSAGE.
func (e *Error) Error() string {
	if e.Pos.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Pos.Line, e.Pos.Column, e.Message)
}

// Errors is what Parse returns: all that is wrong, in the order of the file.
type Errors []*Error

// Error returns the errors, a line each.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, err := range e {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "\n")
}

// A RefusedError says that an edit is not made, where, and why. The document is
// as it was.
type RefusedError struct {
	File   string
	Pos    Position
	Path   []string // of the entry that was to be changed
	Reason string
}

// Error returns FILE:LINE:COLUMN: KEY: REASON.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s: not edited: %s", e.File, e.Pos.Line, e.Pos.Column, strings.Join(e.Path, "."), e.Reason)
}

// builder collects what a parser finds.
type builder struct {
	d      *Document
	errors Errors
}

func (p *builder) fail(at Position, format string, args ...any) {
	p.errors = append(p.errors, &Error{File: p.d.File, Pos: at, Message: fmt.Sprintf(format, args...)})
}

// insert adds an entry unless its key is taken.
func (p *builder) insert(table *Node, e *Entry) {
	if old := table.Entry(e.Key); old != nil {
		p.fail(e.Pos, "found the key %q a second time, allowed once: the first is in line %d", e.Key, old.Pos.Line)
		return
	}
	table.add(e)
}

// quotations are the ways in which the libraries quote a file in their messages,
// and what is said instead.
var quotations = []struct{ pattern, instead string }{
	// go-toml: a character, and the keyword that one was taken for the start of.
	{`(:| but got)? U\+[0-9A-F]+( '.+?')?`, ""},
	{`(keyword )?"(true|false|inf|nan)"`, "a keyword"},
	// goccy: a text, and single characters.
	{`(header option|default value for|YAML version):? ".*"`, "$1"},
	{`^'.+' is a reserved`, "found a reserved"},
	{`(unknown escape|invalid tag) character '.+'`, "$1 character"},
	// encoding/json: a character, and the literal that it is in.
	{`invalid character '.+?' `, "invalid character "},
	{`literal \w+ \(expecting .*\)`, "a literal"},
}

// unquoted returns a library's message without what it quotes of the file, which
// may be a secret.
func unquoted(message string) string {
	for _, q := range quotations {
		message = regexp.MustCompile(q.pattern).ReplaceAllString(message, q.instead)
	}
	return message
}

// checkEscapes reports a string with an escape for what is no character, such as
// half of a surrogate pair. The libraries read U+FFFD in its place.
func (p *builder) checkEscapes(text string, span Span, at Position) {
	const mark = "\ufffd"
	if !strings.Contains(text, mark) {
		return
	}
	written := strings.ToLower(strings.ReplaceAll(string(p.d.Source[span.Start:span.End]), `\\`, ""))
	meant := strings.Count(written, mark) + strings.Count(written, `\ufffd`) + strings.Count(written, `\u0000fffd`)
	if strings.Count(text, mark) > meant {
		p.fail(at, "found an escape that stands for no character")
	}
}

// tooDeep reports a nesting beyond the limit, at its place.
func (p *builder) tooDeep(depth int, at Position) bool {
	if depth <= MaxDepth {
		return false
	}
	p.fail(at, "found more than %d levels of nesting, allowed at most %d", MaxDepth, MaxDepth)
	return true
}
