package checker

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"systems.course/internal/catalog"
)

// Limits of one process each.
const (
	BuildLimit = 3 * time.Minute
	CheckLimit = 20 * time.Second // six times as long under the race detector
)

// A Job says what to check.
type Job struct {
	Course   *catalog.Course
	Exercise *catalog.Exercise
	Attempt  string // folder with the attempt's files
	Race     bool   // build with the race detector; needs a C compiler
	Target   string // host:port of something already running, instead of the attempt's program
	Seed     string // COURSE_SEED of the checks; empty: random

	// CheckLimit replaces the constant if it is not zero.
	CheckLimit time.Duration
}

// An Outcome is what came of a check or a stage.
type Outcome int

const (
	Failed Outcome = iota
	Passed
)

// MarshalText returns "failed" or "passed".
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

func (o Outcome) String() string {
	if o == Passed {
		return "passed"
	}
	return "failed"
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
	Time    time.Duration `json:"nanoseconds"`
}

// A StageResult is what came of a stage's checks.
type StageResult struct {
	Stage   int           `json:"stage"`
	Title   string        `json:"title"`
	Outcome Outcome       `json:"outcome"`
	Build   string        `json:"build,omitempty"` // the compiler's words, if the attempt does not build
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

// A Checker holds the scratch copy of one attempt. For one goroutine at a time;
// several Checkers may work side by side.
type Checker struct {
	job      Job
	goTool   string
	scratch  string // parent of all that follows
	work     string // module under check, made anew for each build
	module   string // path of the exercise's module
	attempt  attempt
	frame    map[string][]byte // what surrounds the attempt's files
	image    []byte            // test binary with the checks of stages 1 to upTo
	upTo     int
	programs map[string][]byte // the attempt's commands; nil: not built yet
	sound    bool              // the reference was seen to build here
}

// New copies the attempt into a scratch folder. Its error is a *BrokenError, an
// *AttemptError for an attempt that cannot be copied, or that of ctx. The caller
// must Close the Checker.
func New(ctx context.Context, job Job) (*Checker, error) {
	if !job.Exercise.Ready() {
		return nil, fmt.Errorf("the checks of %s are still to come; its spec is %s", job.Exercise.Name, job.Exercise.Spec)
	}
	goTool, err := findGo(job)
	if err != nil {
		return nil, err
	}
	scratch, err := os.MkdirTemp("", "course-check-")
	if err != nil {
		return nil, broken("making a scratch folder", err)
	}
	c := &Checker{job: job, goTool: goTool, scratch: scratch, work: filepath.Join(scratch, "work")}
	if err := c.prepare(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func (c *Checker) prepare(ctx context.Context) error {
	var err error
	if c.attempt, err = readAttempt(c.job.Attempt); err != nil {
		return err
	}
	allowed, err := readAttempt(c.job.Course.Path(c.job.Exercise.Solution))
	if err != nil {
		return broken("reading the reference", err)
	}
	c.attempt.scan(allowed)
	if err := c.makeFrame(); err != nil {
		return broken("reading the course's part", err)
	}
	return ctx.Err()
}

// Close removes the scratch folder, also where the attempt has left folders in
// it that cannot be written.
func (c *Checker) Close() error {
	err := os.RemoveAll(c.scratch)
	if err == nil {
		return nil
	}
	walkErr := filepath.WalkDir(c.scratch, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return nil
	})
	if err := os.RemoveAll(c.scratch); err != nil {
		return broken("removing the scratch folder", errors.Join(walkErr, err))
	}
	return nil
}

// Suspects returns the places where the attempt uses what could deceive the
// checks, as "file:line: what".
func (c *Checker) Suspects() []string { return c.attempt.suspects }

// Notes returns what was left out of the attempt and may surprise its author.
func (c *Checker) Notes() []string { return c.attempt.notes }

// Stage runs the checks of stage n with the check files of the stages 1 to n.
// Progress, if not nil, is called before each check with its index. The error is
// a *BrokenError or that of ctx.
func (c *Checker) Stage(ctx context.Context, n int, progress func(int)) (StageResult, error) {
	stage := c.job.Exercise.Stage(n)
	result := StageResult{Stage: n, Title: stage.Title}
	trouble, err := c.build(ctx, n)
	if err != nil {
		return result, err
	}
	if trouble != "" {
		result.Build = trouble
		return result, nil
	}
	result.Outcome = Passed
	for i, check := range stage.Checks {
		if progress != nil {
			progress(i)
		}
		r, err := c.check(ctx, check)
		if err != nil {
			return result, err
		}
		if r.Outcome != Passed {
			result.Outcome = Failed
		}
		result.Checks = append(result.Checks, r)
	}
	if len(stage.Checks) == 0 {
		return result, &BrokenError{Doing: "looking for checks", Err: fmt.Errorf("stage %d of %s has none", n, c.job.Exercise.Name)}
	}
	return result, nil
}
