package gradeout

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"systems.course/internal/grade"
)

//go:embed page
var pageFiles embed.FS

// HTML writes one page that opens without a network and, but for sorting and for
// keeping what a mentor judged, without JavaScript. Its policy allows the style
// and the script that are in it, by their hashes, and no request at all.
//
// It grows with the class up to a bound: files beyond maxFiles bytes in all are
// cut, those first that nothing points into.
func HTML(w io.Writer, r *grade.Report) error {
	page, err := newPage(r)
	if err != nil {
		return err
	}
	t, err := template.ParseFS(pageFiles, "page/*.tmpl")
	if err != nil {
		return fmt.Errorf("reading the page's templates: %w", err)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "page.tmpl", page); err != nil {
		return fmt.Errorf("making the page: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// A page is what the templates show. All text of it that a stranger may have
// written is visible and within bounds; escaping is the templates' part.
type page struct {
	Policy string
	Style  template.CSS
	Script template.JS

	Exercise string // name in commands
	Title    string
	Course   string
	Seed     string
	Key      string // of what the page's script keeps; the same for the same class
	Facts    []fact
	Class    class
	Attempts []attempt
	Alike    alike
}

// A fact is a line of a list of names and values.
type fact struct {
	Name, Value string
	Code        bool // the value is something to type or to compare
}

func newPage(r *grade.Report) (*page, error) {
	style, err := pageFiles.ReadFile("page/style.css")
	if err != nil {
		return nil, fmt.Errorf("reading the page's style: %w", err)
	}
	script, err := pageFiles.ReadFile("page/script.js")
	if err != nil {
		return nil, fmt.Errorf("reading the page's script: %w", err)
	}
	p := &page{
		Style: template.CSS(style), Script: template.JS(script), Policy: policy(style, script),
		Exercise: line(r.Exercise.Name, nameRunes), Title: line(r.Exercise.Title, nameRunes),
		Course: line(r.Course, nameRunes), Seed: line(r.Seed, nameRunes), Facts: classFacts(r),
	}
	if p.Title == "" {
		p.Title = "an exercise without a title"
	}
	p.Key = "course grade/" + p.Exercise + "/" + p.Course + "/" + p.Seed
	b := &builder{report: r, room: roomForFiles(r)}
	for i := range r.Attempts {
		a, err := b.attempt(i)
		if err != nil {
			return nil, err
		}
		p.Attempts = append(p.Attempts, a)
	}
	p.Alike = b.alike(p.Attempts)
	p.Class = newClass(r, p.Attempts)
	p.Class.Urgent = append(p.Class.Urgent, p.Alike.urgent()...)
	return p, nil
}

// policy forbids everything but the one style and the one script.
func policy(style, script []byte) string {
	return fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'",
		sourceHash(style), sourceHash(script))
}

func sourceHash(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// nameRunes bounds a name or a title.
const nameRunes = 120

func classFacts(r *grade.Report) []fact {
	race := "off"
	if r.Race {
		race = "on"
	}
	took := "interrupted"
	if !r.Finished.IsZero() {
		took = r.Finished.Sub(r.Started).Round(1e9).String()
	}
	return []fact{
		{Name: "Exercise", Value: line(r.Exercise.Name, nameRunes), Code: true},
		{Name: "Seed of all checks", Value: line(r.Seed, nameRunes), Code: true},
		{Name: "Course", Value: line(r.Course, nameRunes), Code: true},
		{Name: "Go", Value: line(r.Go, nameRunes), Code: true},
		{Name: "Sandbox", Value: line(r.Sandbox, nameRunes)},
		{Name: "Race detector", Value: race},
		{Name: "Started", Value: r.Started.UTC().Format("2006-01-02 15:04 UTC")},
		{Name: "Took", Value: fmt.Sprintf("%s, %d at once", took, r.Jobs)},
	}
}

// Symbol stands for a verdict where there is room for one character only.
func (v verdict) Symbol() string {
	switch v {
	case passed:
		return "✓"
	case failed:
		return "✗"
	case noBuild:
		return "{}"
	case notRun:
		return "–"
	case unfit:
		return "⊘"
	case broken:
		return "?"
	}
	return "…"
}

// Kind is the verdict as the style sheet has it.
func (v verdict) Kind() string {
	switch v {
	case noBuild:
		return "nobuild"
	case notRun:
		return "notrun"
	}
	return string(v)
}
