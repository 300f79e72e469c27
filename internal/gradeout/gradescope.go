package gradeout

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"systems.course/internal/checker"
	"systems.course/internal/grade"
)

// Gradescope writes the results.json of an autograder, which is about one
// submission: it is an error if the report has not exactly one attempt.
//
// The format has no word for "could not be judged". For an attempt whose check
// broke or was interrupted no score is given, neither for the whole nor for a
// test: Gradescope needs it at one of these places, and so has no result to
// publish, which is what happened. The stages are listed as far as they went.
// The program that calls should end with an exit code other than 0.
//
// What is for the instructors alone, suspects and notes, goes into extra_data,
// which Gradescope stores and shows to nobody.
func Gradescope(w io.Writer, r *grade.Report) error {
	a, err := only(r, "Gradescope")
	if err != nil {
		return err
	}
	results := gradescopeResults{
		Output: gradescopeSummary(r, a), OutputFormat: "text", TestOutputFormat: "text", TestNameFormat: "text",
		ExecutionTime: a.Seconds,
		ExtraData: gradescopeExtra{
			Exercise: visible(r.Exercise.Name), Course: visible(r.Course), Seed: visible(r.Seed), Status: visible(string(a.Status)),
			Suspects: lines(a.Suspects), Notes: lines(a.Notes),
		},
	}
	for _, s := range judge(r.Exercise, a) {
		results.Tests = append(results.Tests, gradescopeTestOf(s, hasPoints(a)))
	}
	return writeJSON(w, results)
}

type gradescopeResults struct {
	ExecutionTime    float64          `json:"execution_time"` // seconds
	Output           string           `json:"output"`
	OutputFormat     string           `json:"output_format"`
	TestOutputFormat string           `json:"test_output_format"`
	TestNameFormat   string           `json:"test_name_format"`
	ExtraData        gradescopeExtra  `json:"extra_data"`
	Tests            []gradescopeTest `json:"tests"`
}

type gradescopeExtra struct {
	Exercise string   `json:"exercise"`
	Course   string   `json:"course"`
	Seed     string   `json:"seed"`
	Status   string   `json:"status"`
	Suspects []string `json:"suspects"`
	Notes    []string `json:"notes"`
}

type gradescopeTest struct {
	Score    *int     `json:"score,omitempty"` // nil: no verdict
	MaxScore *int     `json:"max_score,omitempty"`
	Status   string   `json:"status"` // passed or failed
	Name     string   `json:"name"`
	Number   string   `json:"number"`
	Output   string   `json:"output,omitempty"`
	Tags     []string `json:"tags,omitempty"`
}

// exportText bounds each text in a file that is about one attempt.
var exportText = limit{lines: 60, runes: 400, bytes: 16 << 10}

func gradescopeTestOf(s judged, scored bool) gradescopeTest {
	t := gradescopeTest{Status: "failed", Name: stageName(s.Stage), Number: strconv.Itoa(s.N), Output: stageText(s, exportText)}
	if s.verdict == passed {
		t.Status = "passed"
	} else {
		t.Tags = []string{string(s.verdict)}
	}
	if scored {
		score, most := s.points(), s.Points
		t.Score, t.MaxScore = &score, &most
	}
	return t
}

func gradescopeSummary(r *grade.Report, a *grade.Attempt) string {
	text := ""
	switch a.Status {
	case grade.Graded:
		text = fmt.Sprintf("%d of %d points.", a.Points, worth(r.Exercise))
	case grade.Unfit:
		text = "The files could not be taken, so there are no points:\n" + exportText.show(a.Error)
	case grade.Pending:
		text = "The run was interrupted before there was a verdict, so there is no score."
	default:
		text = "The checker broke, which says nothing about the attempt, so there is no score:\n" + exportText.show(a.Error)
	}
	return text + "\nSeed of the checks' random input: " + line(r.Seed, junitName)
}

func stageName(s grade.Stage) string {
	return fmt.Sprintf("Stage %d: %s", s.N, line(s.Title, junitName))
}

// stageText says why a stage was not passed; nothing for one that was.
func stageText(s judged, most limit) string {
	switch {
	case s.verdict == passed:
		return ""
	case s.result == nil:
		return string(s.verdict)
	case s.verdict == notRun:
		return "not run: " + line(s.result.Reason, junitName)
	case s.verdict == noBuild:
		return "The code does not compile:\n" + most.show(s.result.Build)
	}
	bad := failedChecks(s.result)
	texts := []string{fmt.Sprintf("%d of %s failed.", len(bad), count(len(s.result.Checks), "check"))}
	for _, c := range bad {
		texts = append(texts, checkTitle(c)+"\n"+plainFailure(c, most))
	}
	return strings.Join(texts, "\n\n")
}

func checkTitle(c *checker.CheckResult) string {
	if title := line(c.Title, junitName); title != "" {
		return title
	}
	return line(c.Name, junitName)
}

// lines makes each of all visible; never nil.
func lines(all []string) []string {
	shown := make([]string, len(all))
	for i, s := range all {
		shown[i] = line(s, csvRunes)
	}
	return shown
}

// writeJSON writes v as one indented value.
func writeJSON(w io.Writer, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	_, err = w.Write(append(data, '\n'))
	return err
}
