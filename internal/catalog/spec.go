package catalog

import (
	"bufio"
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A Spec is what the tool reads of exercises/exNN-name.md: the stages with
// their hints and points, and what a mentor judges. The rest of the file is for
// people.
type Spec struct {
	Title     string // of the level-1 heading, without "Exercise NN: "
	Stages    []SpecStage
	Rubric    []Rubric
	Questions []Question
}

// A SpecStage is one section "## Stage N: title".
type SpecStage struct {
	N      int
	Title  string
	Line   int // of the heading, from 1
	Hints  []Hint
	Points int   // of the table below "## Points"; 0 if it has no row
	Needs  []int // earlier stages without which this one makes no sense, from the same table
}

// A Hint is one <details> block of a stage's section.
type Hint struct {
	Title string // the text of <summary>
	Text  string // Markdown
}

var (
	titlePattern   = regexp.MustCompile(`^# (?:Exercise \d+: )?(.+?)\s*$`)
	headingPattern = regexp.MustCompile(`^## (.+?)\s*$`)
	stagePattern   = regexp.MustCompile(`^Stage (\d+): (.+)$`)
	summaryPattern = regexp.MustCompile(`^\s*<summary>(.*)</summary>\s*$`)
)

// A Rubric is one line of the table below "## Rubric": what no check sees.
type Rubric struct {
	Name string   `json:"name"`
	Met  string   `json:"met"`  // when it is met; Markdown
	Look []string `json:"look"` // where: files (*_test.go), declarations (Cache.Put)
}

// A Question is one <details> block below "## Three questions a mentor asks".
type Question struct {
	Title  string `json:"title"`  // the text of <summary>, which may have HTML tags
	Answer string `json:"answer"` // what a good one contains; Markdown
}

// A specParser holds what has been read so far.
type specParser struct {
	name     string
	spec     Spec
	section  string // of the level-2 heading
	stage    *SpecStage
	hint     *Hint    // or question
	body     []string // lines of the open hint
	opened   int      // its first line
	columns  []string // of the table that is being read, in small letters
	problems []Problem
}

// ParseSpec reads a spec. Its problems carry name as their file.
func ParseSpec(name string, text []byte) (Spec, []Problem) {
	p := &specParser{name: name}
	scanner := bufio.NewScanner(bytes.NewReader(text))
	scanner.Buffer(nil, len(text)+1)
	fence := ""
	for n := 1; scanner.Scan(); n++ {
		line := scanner.Text()
		if fence = fenceAfter(fence, line); fence == "" && !strings.HasPrefix(strings.TrimSpace(line), "```") {
			p.line(n, line)
		}
		p.collect(line)
	}
	p.endSection()
	p.checkPoints()
	return p.spec, p.problems
}

// fenceAfter returns the fence, ``` or ~~~ or longer, that is open after line
// when open was before it; empty for none.
func fenceAfter(open, line string) string {
	trimmed := strings.TrimSpace(line)
	mark := trimmed[:len(trimmed)-len(strings.TrimLeft(trimmed, "`~"))]
	switch {
	case len(mark) < 3:
		return open
	case open == "":
		return mark
	case strings.HasPrefix(mark, open) && mark == trimmed:
		return ""
	}
	return open
}

func (p *specParser) line(n int, line string) {
	if strings.HasPrefix(line, "#") {
		p.heading(n, line)
		return
	}
	trimmed := strings.TrimSpace(line)
	switch {
	case trimmed == "<details>" && (p.stage != nil || p.section == questionsSection):
		p.hint, p.body, p.opened = &Hint{}, nil, n
	case trimmed == "</details>" && p.hint != nil:
		p.closeHint(n)
	case p.hint != nil && p.hint.Title == "":
		if m := summaryPattern.FindStringSubmatch(line); m != nil {
			p.hint.Title, p.body = m[1], nil
		}
	case strings.HasPrefix(trimmed, "|"):
		p.row(n, trimmed)
	}
}

// collect keeps the lines of an open hint, those of fenced blocks too.
func (p *specParser) collect(line string) {
	if p.hint != nil && !summaryPattern.MatchString(line) && strings.TrimSpace(line) != "<details>" {
		p.body = append(p.body, line)
	}
}

func (p *specParser) closeHint(n int) {
	hint := *p.hint
	hint.Text = strings.Trim(strings.Join(p.body, "\n"), "\n")
	p.hint = nil
	if hint.Title == "" || hint.Text == "" {
		p.problem(n, "the hint that ends here needs a <summary> line and a text")
		return
	}
	if p.stage == nil {
		p.spec.Questions = append(p.spec.Questions, Question{hint.Title, hint.Text})
		return
	}
	p.stage.Hints = append(p.stage.Hints, hint)
}

func (p *specParser) heading(n int, line string) {
	if m := titlePattern.FindStringSubmatch(line); m != nil && p.spec.Title == "" {
		p.spec.Title = m[1]
		return
	}
	m := headingPattern.FindStringSubmatch(line)
	if m == nil {
		return
	}
	p.endSection()
	p.section = m[1]
	stage := stagePattern.FindStringSubmatch(m[1])
	if stage == nil {
		if strings.HasPrefix(m[1], "Stage") {
			p.problem(n, "a stage's heading reads \"## Stage N: title\", this one %q", line)
		}
		return
	}
	number, err := strconv.Atoi(stage[1])
	if want := len(p.spec.Stages) + 1; err != nil || number != want {
		p.problem(n, "stage %s stands where stage %d is due: stages are numbered from 1 without a gap", stage[1], want)
		return
	}
	p.spec.Stages = append(p.spec.Stages, SpecStage{N: number, Title: stage[2], Line: n})
	p.stage = &p.spec.Stages[number-1]
}

// endSection forgets the open stage, and a hint that should have been closed.
func (p *specParser) endSection() {
	if p.hint != nil {
		p.problem(p.opened, "the <details> block that begins here has no end")
	}
	p.stage, p.hint, p.columns = nil, nil, nil
}

func (p *specParser) checkPoints() {
	if p.spec.Title == "" {
		p.problem(1, "the spec has no title: a line \"# Exercise NN: title\"")
	}
	if len(p.spec.Stages) == 0 {
		p.problem(1, "the spec has no stage: a section \"## Stage 1: title\"")
	}
	for _, s := range p.spec.Stages {
		if s.Points == 0 {
			p.problem(s.Line, "stage %d has no row in the table below \"## Points\"", s.N)
		}
		if len(s.Hints) != 3 {
			p.problem(s.Line, "stage %d has %d hints; a ladder has 3: a nudge, the idea, almost the code", s.N, len(s.Hints))
		}
	}
}

func (p *specParser) problem(line int, format string, args ...any) {
	p.problems = append(p.problems, Problem{p.name, line, fmt.Sprintf(format, args...)})
}
