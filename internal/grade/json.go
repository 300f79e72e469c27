package grade

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"systems.course/internal/checker"
)

// maxReport bounds a report's file, in bytes: a class of some hundreds.
const maxReport = 1 << 30

// Write writes the report as JSON, for Read and for others.
func Write(w io.Writer, r *Report) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(r)
}

// Read reads the report in a file. It is an error if the file is not of the
// format that Write writes, is damaged, or has more than 1 GiB.
func Read(file string) (*Report, error) {
	text, err := readLimited(file, maxReport)
	if err != nil {
		return nil, err
	}
	var version struct {
		Format *int `json:"format"`
	}
	if err := json.Unmarshal(text, &version); err != nil {
		return nil, fmt.Errorf("%s is no report: %w", file, err)
	}
	if version.Format == nil || *version.Format != Format {
		have := "none"
		if version.Format != nil {
			have = fmt.Sprint(*version.Format)
		}
		return nil, fmt.Errorf("%s: its format is %s, and this course reads %d: grade anew with this course", file, have, Format)
	}
	var r Report
	if err := strictly(text, &r); err != nil {
		return nil, fmt.Errorf("%s is no report: %w", file, err)
	}
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", file, err)
	}
	return &r, nil
}

// check says what a reader of the report could trip over.
func (r *Report) check() error {
	for i, a := range r.Attempts {
		if !slices.Contains([]Status{Graded, Unfit, Broken, Pending}, a.Status) {
			return fmt.Errorf("attempt %d has the status %q", i, a.Status)
		}
		if strings.ContainsFunc(a.Name, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return fmt.Errorf("attempt %d has the name %q", i, a.Name)
		}
		if err := r.checkStages(a); err != nil {
			return fmt.Errorf("attempt %d %w", i, err)
		}
		for _, f := range a.Files {
			for _, l := range f.Rubric {
				if l.Rubric < 0 || l.Rubric >= len(r.Exercise.Rubric) || l.Line < 1 {
					return fmt.Errorf("attempt %d has no line %d of the rubric", i, l.Rubric)
				}
			}
		}
	}
	for i, s := range r.Exercise.Stages {
		if s.N != i+1 || s.Points < 0 {
			return fmt.Errorf("stage %d stands where stage %d is due", s.N, i+1)
		}
	}
	for _, p := range r.Similar {
		if p.A < 0 || p.A >= len(r.Attempts) || p.B != reference && (p.B <= p.A || p.B >= len(r.Attempts)) {
			return fmt.Errorf("it has no attempts %d and %d to be similar", p.A, p.B)
		}
	}
	return nil
}

// checkStages says what of an attempt does not follow from its stages, as it does
// in every report that was not made by hand: a class is merged of what machines
// have reported that ran strangers' code.
func (r *Report) checkStages(a Attempt) error {
	points := 0
	for i, s := range a.Stages {
		if s.Stage != i+1 || s.Stage > len(r.Exercise.Stages) {
			return fmt.Errorf("has a stage %d in place %d", s.Stage, i+1)
		}
		if s.Outcome != checker.Passed {
			continue
		}
		points += r.Exercise.Stages[i].Points
		for _, c := range s.Checks {
			if c.Outcome != checker.Passed {
				return fmt.Errorf("has passed stage %d, but not its check %q", s.Stage, c.Name)
			}
		}
	}
	if a.Status == Graded && len(a.Stages) != len(r.Exercise.Stages) {
		return fmt.Errorf("is graded, and has %d stages of %d", len(a.Stages), len(r.Exercise.Stages))
	}
	if a.Status != Graded {
		points = 0
	}
	if a.Points != points {
		return fmt.Errorf("has %d points, and its stages are worth %d", a.Points, points)
	}
	return nil
}
