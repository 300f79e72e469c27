package gradeout

import (
	"fmt"
	"html/template"
	"regexp"
	"strconv"
	"strings"

	"systems.course/internal/checker"
	"systems.course/internal/grade"
)

// An attempt is one attempt in full.
type attempt struct {
	ID, Name  string
	Hash      string
	Status    grade.Status
	Badge     string // what came of it, in words
	BadgeKind string
	Points    int
	HasPoints bool
	First     int     // first failing stage; 0: none
	SortFirst int     // the same, for sorting: those without a failing stage come last
	NoVerdict verdict // of an attempt that was not graded
	Error     string
	Facts     []fact
	Repeat    string // command
	Stages    []stageView
	Suspects  []suspect
	Notes     []string
	Rubric    []rubricLine
	Questions []question
	Files     []fileView
	Similar   []link
}

// A stageView is a stage of an attempt.
type stageView struct {
	judged
	ID      string
	Title   string
	Verdict verdict
	Got     string // points; empty: no verdict
	Passed  int    // checks
	Checks  int
	Took    string
	Reason  string
	Build   []segment // the compiler's words
	Checker bool      // they are about what the stage's checks ask for
	Failed  []checkView
	Left    string // processes that outlived checks, in words
	Repeat  string
}

// A checkView is a failed check.
type checkView struct {
	Title, Cause, At string
	Message          []labelled
	Output           string
	Printed          string // how much, in words
}

// A labelled is a part of a check's message: expected, got, because, or without
// a label.
type labelled struct {
	Label string
	Text  []segment
}

// A suspect is a place that uses what could deceive the checks.
type suspect struct {
	Place segment
	Text  string
}

// A rubricLine is what a mentor judges.
type rubricLine struct {
	ID    string
	Name  string
	Met   template.HTML
	Looks []link
	Asked []string // where the rubric says to look
}

// A question is one that a mentor asks, with what a good answer contains.
type question struct {
	Title  []codeText
	Answer template.HTML
}

// Bounds of what is shown of a check. When the texts of an attempt's checks have
// filled maxTexts bytes, the others are cut to briefText and their output is left
// out.
var (
	messageText = limit{lines: 60, runes: 2000, bytes: 8 << 10}
	outputText  = limit{lines: 60, runes: 400, bytes: 8 << 10}
	buildText   = limit{lines: 40, runes: 400, bytes: 8 << 10}
	briefText   = limit{lines: 3, runes: 200, bytes: 400}
)

const maxTexts = 64 << 10

// A builder makes the views of one report.
type builder struct {
	report    *grade.Report
	room      int        // for the files of an attempt, in bytes
	questions []question // made once
}

func (b *builder) attempt(i int) (attempt, error) {
	a := &b.report.Attempts[i]
	id := fmt.Sprintf("a%d", i)
	files := newFiles(id, a, b.room)
	v := attempt{
		ID: id, Name: line(a.Name, nameRunes), Hash: line(a.Hash, nameRunes), Status: a.Status,
		Points: a.Points, HasPoints: hasPoints(a), Error: messageText.show(a.Error),
		Repeat: repeat(b.report, a, 0),
	}
	if v.Name == "" {
		v.Name = "(no name)"
	}
	stages := judge(b.report.Exercise, a)
	v.First = firstFailing(a, stages)
	v.Badge, v.BadgeKind = badge(a, v.First)
	v.SortFirst = sortFirst(a, v.First)
	v.NoVerdict = withoutResult(a.Status)
	v.Facts = attemptFacts(a)
	v.Stages = b.stages(id, a, stages, files)
	for _, s := range a.Suspects {
		v.Suspects = append(v.Suspects, newSuspect(s, files))
	}
	for _, n := range a.Notes {
		v.Notes = append(v.Notes, line(n, csvRunes))
	}
	var err error
	if v.Rubric, err = rubric(id, b.report.Exercise, files); err != nil {
		return v, err
	}
	if v.Questions, err = b.asked(); err != nil {
		return v, err
	}
	v.Files = files.views(b.report.Exercise)
	return v, nil
}

func badge(a *grade.Attempt, first int) (text, kind string) {
	switch a.Status {
	case grade.Graded:
		if first == 0 {
			return "every stage passed", "passed"
		}
		return fmt.Sprintf("stuck at stage %d", first), "failed"
	case grade.Unfit:
		return "unfit: 0 points", "unfit"
	case grade.Pending:
		return "pending: no verdict yet", "pending"
	}
	return "broken: no verdict", "broken"
}

// sortFirst orders by first failing stage: then those that passed all, then
// those without a verdict.
func sortFirst(a *grade.Attempt, first int) int {
	switch {
	case first > 0:
		return first
	case a.Status == grade.Graded:
		return 1000
	}
	return 2000
}

func attemptFacts(a *grade.Attempt) []fact {
	facts := []fact{{"Source", line(a.Source, 400), true}}
	if a.Commit != "" {
		facts = append(facts, fact{"Commit", line(a.Commit, nameRunes), true})
	}
	if a.Hash != "" {
		facts = append(facts, fact{"Hash of its files", line(a.Hash, nameRunes), true})
	}
	if a.Seconds > 0 {
		facts = append(facts, fact{"Builds and checks took", fmt.Sprintf("%.1f s", a.Seconds), false})
	}
	return facts
}

func (b *builder) stages(id string, a *grade.Attempt, all []judged, files *files) []stageView {
	views := make([]stageView, len(all))
	said, at := "", 0 // by the compiler, and at which stage first
	for i, s := range all {
		v := &views[i]
		*v = stageView{judged: s, ID: fmt.Sprintf("%s-s%d", id, s.N), Title: line(s.Title, nameRunes), Verdict: s.verdict}
		if hasPoints(a) {
			v.Got = fmt.Sprintf("%d of %d", s.points(), s.Points)
		}
		if s.verdict == failed || s.verdict == noBuild {
			v.Repeat = repeat(b.report, a, s.N)
		}
		if s.result == nil {
			continue
		}
		v.fill(s, files, b.report.Seed)
		switch build := s.result.Build; {
		case build == "":
		case build == said:
			v.Reason = fmt.Sprintf("as stage %d", at)
		default:
			said, at = build, s.N
			v.Build, v.Checker = files.link(buildText.show(build)), checkFile.MatchString(build)
		}
	}
	return views
}

// checkFile is the name of a file with checks.
var checkFile = regexp.MustCompile(`\bstage\d\d_\w+_test\.go:`)

// fill adds what came of the checks, run with the seed.
func (v *stageView) fill(s judged, files *files, seed string) {
	bad := failedChecks(s.result)
	v.Reason = line(s.result.Reason, nameRunes)
	v.Checks = len(s.result.Checks)
	v.Passed = v.Checks - len(bad)
	for _, c := range bad {
		v.Failed = append(v.Failed, newCheck(c, files, seed))
	}
	if took := s.took(); took > 0 {
		v.Took = fmt.Sprintf("%.2f s", took.Seconds())
	}
	left := 0
	for _, c := range s.result.Checks {
		left += c.Left
	}
	if left > 0 {
		v.Left = count(left, "process") + " outlived a check and had to be ended."
	}
}

// Detail reports whether there is more to say of a stage than its row.
func (v stageView) Detail() bool { return len(v.Failed) > 0 || len(v.Build) > 0 || v.Left != "" }

// newCheck leaves out that the check had the seed, which the page says once, and
// in each command that repeats a stage.
func newCheck(c *checker.CheckResult, files *files, seed string) checkView {
	v := checkView{Title: checkTitle(c), Cause: cause(c.Cause), At: line(c.At, nameRunes)}
	if c.Outcome == checker.NotRun {
		v.Cause = string(notRun)
	}
	most := messageText
	if files.texts > maxTexts {
		most = briefText
	}
	message := most.show(strings.ReplaceAll(c.Message+"\n", "\nrandom input of COURSE_SEED="+seed+"\n", "\n"))
	for _, p := range splitMessage(message) {
		v.Message = append(v.Message, labelled{p[0], files.link(p[1])})
	}
	if c.Output != "" {
		v.Printed = count(strings.Count(strings.Trim(c.Output, "\n"), "\n")+1, "line")
		if files.texts <= maxTexts {
			v.Output = outputText.show(c.Output)
		}
	}
	files.texts += len(message) + len(v.Output)
	return v
}

// splitMessage takes a check's message apart at the labels that checkkit writes.
// The lines of a part after its first are indented below the first's text.
func splitMessage(text string) (parts [][2]string) {
	const indent = "          "
	for s := range strings.SplitSeq(text, "\n") {
		label := ""
		for _, l := range []string{"expected", "got", "because"} {
			if rest, ok := strings.CutPrefix(s, fmt.Sprintf("%-10s", l)); ok {
				label, s = l, rest
				break
			}
		}
		last := len(parts) - 1
		if label != "" || last < 0 {
			parts = append(parts, [2]string{label, s})
			continue
		}
		rest, indented := strings.CutPrefix(s, indent)
		switch {
		case parts[last][0] == "" || indented:
			parts[last][1] += "\n" + rest
		case s != "":
			parts = append(parts, [2]string{"", s})
		}
	}
	if len(parts) == 1 && parts[0] == [2]string{} {
		return nil
	}
	return parts
}

// newSuspect reads `"file.go":12: what`, where the file may be without quotes.
func newSuspect(text string, files *files) suspect {
	name, rest := text, ""
	if quoted, err := strconv.QuotedPrefix(text); err == nil {
		name, rest = quoted, text[len(quoted):]
		if name, err = strconv.Unquote(quoted); err != nil {
			name = quoted
		}
	} else if before, after, ok := strings.Cut(text, ":"); ok {
		name, rest = before, ":"+after
	}
	number, what, ok := strings.Cut(strings.TrimPrefix(rest, ":"), ":")
	n, err := strconv.Atoi(number)
	if !ok || err != nil {
		return suspect{Text: line(text, csvRunes)}
	}
	place := segment{Text: fmt.Sprintf("%s:%d", line(name, nameRunes), n), To: files.mark(name, n, mark{Suspect: true})}
	return suspect{Place: place, Text: line(what, csvRunes)}
}
