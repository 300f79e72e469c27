package gradeout

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"systems.course/internal/grade"
)

// rubric returns the lines of the rubric with the places in an attempt's files.
func rubric(id string, x grade.Exercise, files *files) ([]rubricLine, error) {
	all := make([]rubricLine, len(x.Rubric))
	for i, r := range x.Rubric {
		met, err := markdown(r.Met)
		if err != nil {
			return nil, err
		}
		all[i] = rubricLine{ID: fmt.Sprintf("%s-r%d", id, i), Name: line(r.Name, nameRunes), Met: met}
		for _, look := range r.Look {
			all[i].Asked = append(all[i].Asked, line(look, nameRunes))
		}
	}
	for _, f := range files.all {
		for _, look := range f.looks {
			if look.Rubric < 0 || look.Rubric >= len(all) {
				continue
			}
			to := files.mark(f.name, look.Line, mark{Rubric: []int{look.Rubric}})
			all[look.Rubric].Looks = append(all[look.Rubric].Looks, link{fmt.Sprintf("%s:%d", line(f.name, nameRunes), look.Line), to})
		}
	}
	return all, nil
}

func (b *builder) asked() ([]question, error) {
	if b.questions != nil {
		return b.questions, nil
	}
	for _, q := range b.report.Exercise.Questions {
		answer, err := markdown(q.Answer)
		if err != nil {
			return nil, err
		}
		b.questions = append(b.questions, question{Title: splitCode(q.Title), Answer: answer})
	}
	return b.questions, nil
}

// A codeText is text, set as code or not.
type codeText struct {
	Text string
	Code bool
}

var (
	codePattern = regexp.MustCompile(`(?s)<code>(.*?)</code>`)
	tagPattern  = regexp.MustCompile(`</?[a-zA-Z][^<>]*>`)
)

// splitCode reads the text of a <summary>: of its tags, only <code> is kept.
func splitCode(text string) []codeText {
	var parts []codeText
	add := func(s string, code bool) {
		if s = visible(html.UnescapeString(tagPattern.ReplaceAllString(s, ""))); s != "" {
			parts = append(parts, codeText{s, code})
		}
	}
	done := 0
	for _, m := range codePattern.FindAllStringSubmatchIndex(text, -1) {
		add(text[done:m[0]], false)
		add(text[m[2]:m[3]], true)
		done = m[1]
	}
	add(text[done:], false)
	return parts
}

// markdown renders a text of the spec. Raw HTML is left out; links and images
// become their text, since nothing in the page leads out of it.
func markdown(text string) (template.HTML, error) {
	var b bytes.Buffer
	source := []byte(strings.TrimSpace(visible(text)))
	if err := mentor.Convert(source, &b); err != nil {
		return "", fmt.Errorf("rendering Markdown: %w", err)
	}
	return template.HTML(b.String()), nil
}

var mentor = goldmark.New(goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(unlinked{}, 1))))

// unlinked renders what would lead out of the page.
type unlinked struct{}

func (unlinked) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	childrenOnly := func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) { return ast.WalkContinue, nil }
	r.Register(ast.KindLink, childrenOnly)
	r.Register(ast.KindImage, childrenOnly)
	r.Register(ast.KindAutoLink, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			if _, err := w.Write(util.EscapeHTML(n.(*ast.AutoLink).Label(source))); err != nil {
				return ast.WalkStop, err
			}
		}
		return ast.WalkContinue, nil
	})
}
