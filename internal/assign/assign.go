package assign

import (
	"bytes"
	"embed"
	"fmt"
	"go/version"
	"strings"
	"text/template"

	"systems.course/internal/catalog"
)

// An Assignment is what the templates are filled with.
type Assignment struct {
	Exercise *catalog.Exercise
	Source   Source
	Seed     string // decimal, of every check of the class
	Go       string // the course's version of Go, as in its go.mod: 1.26.0
	Licence  []byte // of the starter, the checks and the spec; empty: none is added
}

// LicenceFile is where the course's licence lies in an assignment. It is not
// called LICENSE, because what the student writes is the student's.
const LicenceFile = "LICENSE-COURSE"

//go:embed templates
var templates embed.FS

// outputs are the files that are made from templates.
var outputs = map[string]string{
	"README.md":                       "README.md.tmpl",
	".gitignore":                      "gitignore",
	".github/workflows/classroom.yml": "classroom.yml",
	".gitlab-ci.yml":                  "gitlab-ci.yml",
}

// Files returns the files that an assignment has beside its starter, by
// slash-separated path. A file that the starter has too is an error.
func (a Assignment) Files(starter map[string][]byte) (map[string][]byte, error) {
	files := map[string][]byte{}
	for name, from := range outputs {
		text, err := a.fill(from)
		if err != nil {
			return nil, fmt.Errorf("%s of the assignment: %w", name, err)
		}
		files[name] = text
	}
	if len(a.Licence) > 0 {
		files[LicenceFile] = a.Licence
	}
	for name := range files {
		if _, taken := starter[name]; taken {
			return nil, fmt.Errorf("the starter of %s has a file %s already", a.Exercise.Name, name)
		}
	}
	return files, nil
}

// fill executes a template. Its delimiters are [[ and ]], because {{ is GitHub's.
func (a Assignment) fill(name string) ([]byte, error) {
	t, err := template.New(name).Delims("[[", "]]").Option("missingkey=error").
		Funcs(template.FuncMap{"cell": cell}).ParseFS(templates, "templates/"+name)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	err = t.Execute(&text, a)
	return text.Bytes(), err
}

// GoLine returns the major and minor version of Go: 1.26.
func (a Assignment) GoLine() string {
	return strings.TrimPrefix(version.Lang("go"+a.Go), "go")
}

// FirstCheck returns the name of a check to try alone.
func (a Assignment) FirstCheck() string {
	for _, s := range a.Exercise.Stages {
		for _, c := range s.Checks {
			return c.Func
		}
	}
	return "TestNAME"
}

// Points returns the sum of all stages' points.
func (a Assignment) Points() int {
	sum := 0
	for _, s := range a.Exercise.Stages {
		sum += s.Points
	}
	return sum
}

// cell makes text fit into a cell of a Markdown table.
func cell(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", `\|`)
}
