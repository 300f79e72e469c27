package prose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// A directive says where the block below it comes from.
type directive struct {
	kind     string // code, output, sample, fails, build or nocompile
	line     int
	path     string // relative to the root, slash-separated and clean
	flags    []string
	args     []string
	names    []string       // of a code directive
	from, to *regexp.Regexp // of a code directive; both or neither
}

var kinds = []string{"code", "output", "sample", "fails", "build", "nocompile"}

var (
	ourForm  = regexp.MustCompile(`(?s)^<!--\s*([A-Za-z][\w-]*)\s*:((?:[^-]|-[^-]|--[^>])*)-->$`)
	nearForm = regexp.MustCompile(`(?i)<!--\s*(?:code|output|sample|fails|build|nocompile)\b`)
	orphan   = regexp.MustCompile(`(?i)<!--\s*(code|output|sample|fails|build|nocompile)\s*:`)
)

// attachDirective reads the comment right above a fenced block.
func (d *document) attachDirective(fenced *ast.FencedCodeBlock, b *block) {
	above, ok := fenced.PreviousSibling().(*ast.HTMLBlock)
	if !ok || above.HTMLBlockType != ast.HTMLBlockType2 {
		return
	}
	raw := strings.TrimRight(d.rawHTML(above), "\n")
	between := d.source[above.Pos()+len(raw) : fenced.Pos()]
	far := bytes.Count(between, []byte("\n")) > 2
	match := ourForm.FindStringSubmatch(strings.TrimSpace(raw))
	ours := match != nil && slices.Contains(kinds, match[1])
	switch {
	case far && !ours, match == nil && !nearForm.MatchString(raw):
		return
	case far:
		d.fault(above.Pos(), "the %s directive is more than one blank line above its block", match[1])
	case match == nil:
		d.fault(above.Pos(), "a directive has the form <!-- %s: … --> and a line of its own", strings.Join(kinds, "|"))
	default:
		directive, err := parseDirective(d.path, match[1], strings.TrimSpace(match[2]))
		if err == nil {
			directive.line = d.lineAt(above.Pos())
			b.directive = directive
			return
		}
		d.faults = append(d.faults, fault{d.lineAt(above.Pos()), err})
	}
	b.broken = true
}

// parseDirective reads a directive's kind and what follows the colon. Its errors are findings.
func parseDirective(document, kind, rest string) (*directive, error) {
	d := &directive{kind: kind}
	switch kind {
	case "code":
		path, selector, _ := strings.Cut(rest, " ")
		if err := d.parseSelector(strings.TrimSpace(selector)); err != nil {
			return nil, err
		}
		d.path = path
	case "output", "sample", "fails", "build", "nocompile":
		words, err := splitWords(rest)
		if err != nil {
			return nil, err
		}
		for len(words) > 0 && strings.HasPrefix(words[0], "-") {
			d.flags, words = append(d.flags, words[0]), words[1:]
		}
		if len(words) > 0 {
			d.path, d.args = words[0], words[1:]
		}
		if len(d.args) > 0 && (kind == "build" || kind == "nocompile") {
			return nil, findingf("the %s directive takes no arguments after the path (write a flag as -name=value)", kind)
		}
	default:
		return nil, findingf("unknown directive %q: there are %s", kind, strings.Join(kinds, ", "))
	}
	if d.path == "" {
		return nil, findingf("the %s directive names no file", kind)
	}
	var err error
	d.path, err = resolve(document, d.path)
	return d, err
}

// parseSelector reads /FROM/ /TO/ or names.
func (d *directive) parseSelector(selector string) error {
	if !strings.HasPrefix(selector, "/") {
		d.names = strings.Fields(selector)
		return nil
	}
	first, rest, ok := cutPattern(selector)
	if !ok {
		return findingf("a pattern in %s has no closing /", selector)
	}
	second, rest, ok := cutPattern(strings.TrimSpace(rest))
	if !ok || rest != "" {
		return findingf("a range needs two patterns, /from/ /to/, and nothing else")
	}
	var err error
	if d.from, err = regexp.Compile(first); err != nil {
		return findingf("the first pattern: %v", err)
	}
	if d.to, err = regexp.Compile(second); err != nil {
		return findingf("the second pattern: %v", err)
	}
	return nil
}

// cutPattern takes /pattern/ off the front of text. A slash within it is written \/.
func cutPattern(text string) (pattern, rest string, ok bool) {
	if !strings.HasPrefix(text, "/") {
		return "", text, false
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '/':
			return strings.ReplaceAll(text[1:i], `\/`, `/`), text[i+1:], i > 1
		}
	}
	return "", text, false
}

// splitWords splits at blanks outside of quotes. There are no escapes.
func splitWords(text string) ([]string, error) {
	var words []string
	var word strings.Builder
	var quote rune
	open := false
	for _, r := range text {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, open = r, true
		case r == ' ' || r == '\t' || r == '\n':
			if open {
				words = append(words, word.String())
				word.Reset()
				open = false
			}
		default:
			word.WriteRune(r)
			open = true
		}
	}
	if quote != 0 {
		return nil, findingf("a quote %c is not closed", quote)
	}
	if open {
		words = append(words, word.String())
	}
	return words, nil
}
