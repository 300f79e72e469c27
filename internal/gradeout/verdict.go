package gradeout

import (
	"fmt"
	"slices"
	"time"

	"systems.course/internal/checker"
	"systems.course/internal/grade"
)

// A verdict is what came of a stage of an attempt, in a word.
type verdict string

const (
	passed  verdict = "passed"
	failed  verdict = "failed"
	noBuild verdict = "does not compile"
	notRun  verdict = "not run"
	unfit   verdict = "unfit"   // the attempt's files could not be taken
	broken  verdict = "broken"  // the checker could not do its work
	pending verdict = "pending" // the run was interrupted
)

// A judged is a stage of an attempt and what came of it.
type judged struct {
	grade.Stage
	verdict verdict
	result  *checker.StageResult // nil: none
}

// points is what the stage brings in.
func (j judged) points() int {
	if j.verdict == passed {
		return j.Points
	}
	return 0
}

// took is the time of the stage's checks.
func (j judged) took() time.Duration {
	var sum time.Duration
	if j.result != nil {
		for _, c := range j.result.Checks {
			sum += c.Time
		}
	}
	return sum
}

// judge returns what came of each stage of the exercise, in order.
func judge(x grade.Exercise, a *grade.Attempt) []judged {
	all := make([]judged, len(x.Stages))
	for i, stage := range x.Stages {
		all[i] = judged{Stage: stage, verdict: withoutResult(a.Status)}
		at := slices.IndexFunc(a.Stages, func(r checker.StageResult) bool { return r.Stage == stage.N })
		if at < 0 || a.Status == grade.Unfit {
			continue
		}
		r := &a.Stages[at]
		all[i].result, all[i].verdict = r, failed
		switch {
		case r.Outcome == checker.Passed:
			all[i].verdict = passed
		case r.Outcome == checker.NotRun:
			all[i].verdict = notRun
		case r.Build != "":
			all[i].verdict = noBuild
		}
	}
	return all
}

func withoutResult(s grade.Status) verdict {
	switch s {
	case grade.Graded:
		return notRun
	case grade.Unfit:
		return unfit
	case grade.Pending:
		return pending
	}
	return broken
}

// firstFailing returns the number of the first stage that a graded attempt has
// not passed; 0 for one that has passed all, or was not graded.
func firstFailing(a *grade.Attempt, stages []judged) int {
	if a.Status != grade.Graded {
		return 0
	}
	for _, s := range stages {
		if s.verdict != passed {
			return s.N
		}
	}
	return 0
}

// hasPoints reports whether there is a verdict on the attempt as a whole.
func hasPoints(a *grade.Attempt) bool {
	return a.Status == grade.Graded || a.Status == grade.Unfit
}

// worth is the sum of the points of all stages.
func worth(x grade.Exercise) int {
	sum := 0
	for _, s := range x.Stages {
		sum += s.Points
	}
	return sum
}

// only returns the attempt of a report that must have exactly one, for the forms
// that are about one.
func only(r *grade.Report, form string) (*grade.Attempt, error) {
	if len(r.Attempts) != 1 {
		return nil, fmt.Errorf("a file for %s is about one attempt, and the report has %d", form, len(r.Attempts))
	}
	return &r.Attempts[0], nil
}

// failedChecks returns the checks of a stage that did not pass.
func failedChecks(r *checker.StageResult) []*checker.CheckResult {
	var bad []*checker.CheckResult
	for i := range r.Checks {
		if r.Checks[i].Outcome != checker.Passed {
			bad = append(bad, &r.Checks[i])
		}
	}
	return bad
}

// causes says in words in what way a check failed.
var causes = map[checker.Cause]string{
	checker.Assertion: "an assertion failed",
	checker.Panic:     "the attempt panicked",
	checker.Crash:     "the process ended early",
	checker.Timeout:   "the time limit was reached",
	checker.Tampering: "the attempt interfered with the checks",
	checker.Skipped:   "the check skipped itself",
	checker.Build:     "the code does not compile",
	checker.Memory:    "the memory limit was reached",
	checker.Processes: "the limit of processes was reached",
	checker.Disk:      "the limit of disk space was reached",
}

// cause returns the words for c. A cause that this package does not know is
// shown as it is.
func cause(c checker.Cause) string {
	if words, ok := causes[c]; ok {
		return words
	}
	return visible(string(c))
}
