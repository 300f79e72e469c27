package grade

import (
	"errors"
	"maps"
	"slices"
	"time"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
	"systems.course/internal/grade/intake"
)

// newReport returns a report of no attempts.
func (s *Session) newReport() *Report {
	return &Report{
		Format: Format, Exercise: describe(s.o.Class.Exercise), Course: s.header.Course, Go: s.header.Go, Seed: s.header.Seed,
		Race: s.header.Race, Sandbox: s.header.Sandbox, Jobs: s.o.Jobs, Started: time.Now().UTC(),
		Attempts: []Attempt{}, Similar: []Pair{},
	}
}

func describe(x *catalog.Exercise) Exercise {
	e := Exercise{
		Name: x.Name, Title: x.Title, Stages: []Stage{},
		Rubric: append([]catalog.Rubric{}, x.Rubric...), Questions: append([]catalog.Question{}, x.Questions...),
	}
	for _, s := range x.Stages {
		e.Stages = append(e.Stages, Stage{N: s.N, Title: s.Title, Points: s.Points, Needs: s.Needs, Checks: len(s.Checks)})
	}
	return e
}

// conclude fills in what came of an attempt.
func (r *run) conclude(w *work) {
	a, x := w.attempt, r.o.Class.Exercise
	a.Seconds = w.took.Seconds()
	if w.judge != nil {
		files := maps.Clone(w.judge.Files())
		maps.Copy(files, w.judge.Tests())
		var notes []string
		a.Files, notes = ownFiles(files, r.ground.material.starter)
		place(x.Rubric, a.Files)
		a.Suspects, a.Notes = slices.Clone(w.judge.Suspects()), append(slices.Clone(w.judge.Notes()), notes...)
	}
	var unfit *intake.UnfitError
	var unread *checker.AttemptError
	switch {
	case errors.As(w.err, &unfit), errors.As(w.err, &unread):
		a.Status, a.Error = Unfit, w.err.Error()
	case w.err != nil:
		a.Status, a.Error = Broken, w.err.Error()
	default:
		a.Status, a.Stages = Graded, w.inOrder()
	}
	for _, result := range a.Stages {
		if result.Outcome == checker.Passed {
			a.Points += x.Stage(result.Stage).Points
		}
	}
}
