package gradeout

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"systems.course/internal/grade"
)

// Classroom writes what GitHub Classroom's autograding reporter reads as one
// runner's results, before the base64. It is about one attempt: it is an error
// if the report has not exactly one. All stages are listed, whatever came of them,
// since the reporter adds up the scores that it finds.
//
// The file stays below [classroomBytes], because the workflow hands it over in an
// environment variable: Linux allows 128 KiB for one, and base64 makes it longer
// by a third.
func Classroom(w io.Writer, r *grade.Report) error {
	a, err := only(r, "GitHub Classroom")
	if err != nil {
		return err
	}
	most := worth(r.Exercise)
	if most == 0 {
		return errors.New("no stage of the exercise has points, and GitHub Classroom takes no result without")
	}
	for _, text := range []limit{{24, 200, 2000}, {12, 120, 1000}, {4, 80, 400}, {1, 80, 100}} {
		data, err := json.MarshalIndent(classroomResultsOf(r, a, most, text), "", "  ")
		if err != nil {
			return fmt.Errorf("writing JSON: %w", err)
		}
		if len(data) < classroomBytes {
			_, err = w.Write(append(data, '\n'))
			return err
		}
	}
	return fmt.Errorf("the result is longer than the %d bytes that fit GitHub Classroom", classroomBytes)
}

const classroomBytes = 64 << 10

type classroomResults struct {
	Version  int             `json:"version"`
	Status   string          `json:"status"` // pass, fail or error
	MaxScore int             `json:"max_score"`
	Tests    []classroomTest `json:"tests"`
}

// A classroomTest's Message is printed for the status error only, its TestCode
// always.
type classroomTest struct {
	Name     string `json:"name"`
	Status   string `json:"status"`
	Score    int    `json:"score"`
	Message  string `json:"message"`
	TestCode string `json:"test_code"`
	Filename string `json:"filename"`
	Line     int    `json:"line_no"`
	Duration int64  `json:"duration"` // milliseconds
}

func classroomResultsOf(r *grade.Report, a *grade.Attempt, most int, text limit) classroomResults {
	results := classroomResults{Version: 1, Status: "pass", MaxScore: most}
	for _, s := range judge(r.Exercise, a) {
		t := classroomTest{
			Name: stageName(s.Stage), Status: "fail", Score: s.points(), Duration: s.took().Milliseconds(),
			TestCode: clip(stageText(s, text), classroomText),
		}
		switch s.verdict {
		case passed:
			t.Status = "pass"
		case broken, pending:
			t.Status = "error"
			t.Message = line(fmt.Sprintf("%s: %s %s", t.Name, classroomWhy(s.verdict), a.Error), text.runes)
		case unfit:
			t.TestCode = "The files could not be taken: " + line(a.Error, text.runes)
		}
		results.Tests = append(results.Tests, t)
		results.Status = worse(results.Status, t.Status)
	}
	if !hasPoints(a) {
		results.Status = "error"
	}
	return results
}

// classroomText bounds what is said of a stage, in bytes.
const classroomText = 4 << 10

func classroomWhy(v verdict) string {
	if v == pending {
		return "the run was interrupted before the verdict"
	}
	return "the checker broke, which says nothing about the attempt:"
}

// worse returns the worse of two statuses.
func worse(a, b string) string {
	for _, s := range []string{"error", "fail"} {
		if a == s || b == s {
			return s
		}
	}
	return "pass"
}
