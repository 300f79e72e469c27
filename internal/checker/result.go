package checker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"systems.course/internal/catalog"
)

// An Outcome is what came of a check or a stage.
type Outcome int

const (
	Failed Outcome = iota
	Passed
	NotRun // because of something that failed before, or of Job.Target; Reason or Message says what
)

var outcomes = []string{"failed", "passed", "not run"}

func (o Outcome) String() string { return outcomes[o] }

// MarshalText returns "failed", "passed" or "not run".
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (o *Outcome) UnmarshalText(text []byte) error {
	i := slices.Index(outcomes, string(text))
	if i < 0 {
		return fmt.Errorf("outcome %q: %q is wanted", text, outcomes)
	}
	*o = Outcome(i)
	return nil
}

// A Cause says in what way a check failed.
type Cause string

const (
	Assertion Cause = "assertion" // the check's own words
	Panic     Cause = "panic"
	Crash     Cause = "crash" // a fatal error, a signal, an exit
	Timeout   Cause = "timeout"
	Tampering Cause = "tampering"
	Skipped   Cause = "skipped"
	Build     Cause = "build" // of a whole stage: the code does not compile
	Memory    Cause = "memory"
	Processes Cause = "processes"
	Disk      Cause = "disk"
)

// A CheckResult is what came of one check.
type CheckResult struct {
	Check   catalog.Check `json:"-"`
	Name    string        `json:"name"`  // of the function
	Title   string        `json:"title"` // in words
	Outcome Outcome       `json:"outcome"`
	Cause   Cause         `json:"cause,omitempty"`
	Message string        `json:"message,omitempty"` // for the person whose code it is
	At      string        `json:"at,omitempty"`      // file:line of the failing assertion
	Output  string        `json:"output,omitempty"`  // what the attempt printed besides
	Left    int           `json:"left,omitempty"`    // processes that outlived it, and were ended
	Time    time.Duration `json:"nanoseconds"`
}

// A StageResult is what came of a stage's checks.
type StageResult struct {
	Stage   int           `json:"stage"`
	Title   string        `json:"title"`
	Outcome Outcome       `json:"outcome"`
	Reason  string        `json:"reason,omitempty"` // why the stage was not run: "needs stage 3"
	Build   string        `json:"build,omitempty"`  // the compiler's words, if the attempt does not build
	Checks  []CheckResult `json:"checks"`
}

// A BrokenError says that the checker could not do its work.
type BrokenError struct {
	Doing string
	Err   error
	Help  string // what the user can do; may be empty
}

func (e *BrokenError) Error() string {
	s := fmt.Sprintf("the checker broke while %s: %v", e.Doing, e.Err)
	if e.Help != "" {
		s += "\n" + e.Help
	}
	return s
}

func (e *BrokenError) Unwrap() error { return e.Err }

// broken wraps an error of the checker's own work. The end of a context is
// handed through as it is.
func broken(doing string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var b *BrokenError
	if errors.As(err, &b) {
		return err
	}
	return &BrokenError{Doing: doing, Err: err, Help: help(err.Error())}
}

// maxTimeouts is how many checks of a stage may run into the time limit before
// the others are not run: a stage that hangs costs that many limits, not nine.
const maxTimeouts = 2

func notRun(check catalog.Check) CheckResult {
	return CheckResult{
		Check: check, Name: check.Func, Title: check.Title(), Outcome: NotRun,
		Message: fmt.Sprintf("not run: %d checks of this stage had no end within the time limit", maxTimeouts),
	}
}

// Outlived says of the checks that passed which left processes behind. They were
// ended, and change no verdict; those of checks that were ended themselves are
// not meant.
func (r StageResult) Outlived() []string {
	var notes []string
	for _, c := range r.Checks {
		if c.Outcome == Passed && c.Left > 0 {
			notes = append(notes, fmt.Sprintf("stage %d, %s: processes that outlived the check were ended: %d", r.Stage, c.Title, c.Left))
		}
	}
	return notes
}

// Unmet returns why the stage is not to be run after these results: "needs
// stage 3, which does not hold". A stage that it needs and that has no result is
// no reason, nor is one whose checks were all skipped. A stage that was not run does
// not hold, so what needs it is not run either, if the results come in the order of
// the stages.
func Unmet(stage *catalog.Stage, results []StageResult) string {
	for _, r := range results {
		if skipped := r.Outcome == NotRun && len(r.Checks) > 0; skipped {
			continue
		}
		if r.Outcome != Passed && slices.Contains(stage.Needs, r.Stage) {
			return fmt.Sprintf("needs stage %d, which does not hold", r.Stage)
		}
	}
	return ""
}

// Skip is the result of a stage that is not run, for that reason.
func Skip(stage *catalog.Stage, reason string) StageResult {
	return StageResult{Stage: stage.N, Title: stage.Title, Outcome: NotRun, Reason: reason, Checks: []CheckResult{}}
}
