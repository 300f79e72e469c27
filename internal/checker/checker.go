package checker

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"systems.course/internal/catalog"
)

// A Job says what to check.
type Job struct {
	Course   *catalog.Course
	Exercise *catalog.Exercise
	Attempt  string // folder with the attempt's files
	Race     bool   // build with the race detector; needs a C compiler
	Target   string // host:port of something already running, instead of the attempt's program
	Seed     string // COURSE_SEED of the checks; empty: random

	// CheckLimit, BuildLimit and what of Limits is not zero replace the constants.
	CheckLimit, BuildLimit time.Duration
	Limits                 Limits

	// Kit is the course's part, read once for many attempts; nil: read anew.
	Kit *Kit

	// Sandbox is the path of bwrap, in which each check then runs; empty: none. It
	// excludes Target. Hidden are folders that cannot be seen from inside, beside
	// those that never can.
	Sandbox string
	Hidden  []string
}

// A Checker holds what was taken of one attempt, and its scratch folder. Stage
// and Build may be called by several goroutines at once; Close when they are done.
type Checker struct {
	job     Job
	kit     *Kit
	goTool  string
	scratch *scratch
	work    string // module under check, made anew for each build
	attempt attempt
	oracle  bool // it is the reference's own, which asks no other

	building chan struct{} // full while somebody builds; guards what follows
	builds   map[int]built // by the last stage whose checks are in it
	programs *built        // of the attempt's commands; nil: not built yet
}

// New reads the attempt. Its error is a *BrokenError, an *AttemptError for an
// attempt that cannot be taken, or that of ctx. The caller must Close the Checker.
func New(ctx context.Context, job Job) (*Checker, error) {
	var err error
	if job.Kit == nil {
		if job.Kit, err = LoadKit(job.Course, job.Exercise); err != nil {
			return nil, err
		}
	}
	if job.Kit.exercise.Name != job.Exercise.Name {
		return nil, fmt.Errorf("the kit of %s cannot check %s", job.Kit.exercise.Name, job.Exercise.Name)
	}
	if job.Target != "" && job.Sandbox != "" {
		return nil, fmt.Errorf("nothing in a sandbox can reach %s: it has a network of its own", job.Target)
	}
	a, err := readAttempt(job.Attempt)
	if err != nil {
		return nil, err
	}
	a.giveWay(job.Kit.names())
	a.scan(job.Kit.module, job.Kit.allowed)
	return newChecker(ctx, job, a)
}

func newChecker(ctx context.Context, job Job, a attempt) (*Checker, error) {
	goTool, err := findGo(job)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	scratch, err := newScratch()
	if err != nil {
		return nil, broken("making a scratch folder", err)
	}
	return &Checker{
		job: job, kit: job.Kit, goTool: goTool, scratch: scratch, work: filepath.Join(scratch.dir, "work"), attempt: a,
		building: make(chan struct{}, 1), builds: map[int]built{},
	}, nil
}

// Close removes the scratch folder.
func (c *Checker) Close() error { return broken("removing the scratch folder", c.scratch.close()) }

// Suspects returns the places where the attempt uses what could deceive the
// checks, as "file:line: what".
func (c *Checker) Suspects() []string { return c.attempt.suspects }

// Permitted returns the places that would be suspect if the reference did not use
// the same, in the same form. An exercise about files needs the package os, and
// whoever has it can deceive the checks.
func (c *Checker) Permitted() []string { return c.attempt.permitted }

// Notes returns what was left out of the attempt and may surprise its author.
func (c *Checker) Notes() []string { return c.attempt.notes }

// Hash returns the SHA-256, in hexadecimal, of the files that were taken, with
// their names.
func (c *Checker) Hash() string { return hashFiles(c.attempt.files) }

// Files returns the files that were taken of the attempt, by slash-separated
// name. Nobody may change them.
func (c *Checker) Files() map[string][]byte { return c.attempt.files }

// Tests returns the attempt's own tests, which are not run: for people to read.
// What is large is left out. Nobody may change them.
func (c *Checker) Tests() map[string][]byte { return c.attempt.tests }

// Build builds what Stage(n) would have to, so that a caller can tell the time
// of builds from that of checks. An attempt that does not compile is no error;
// the error is a *BrokenError or that of ctx.
func (c *Checker) Build(ctx context.Context, n int) error {
	_, err := c.build(ctx, n)
	return err
}

// Stage runs the checks of stage n, one after the other, with the check files of
// the stages 1 to n. It does not ask what the stage needs: see [Unmet]. Checks that
// skip themselves before Job.Target are not run; the others decide. Progress,
// if not nil, is called before each check with its index. The error is a
// *BrokenError or that of ctx.
func (c *Checker) Stage(ctx context.Context, n int, progress func(int)) (StageResult, error) {
	stage := c.job.Exercise.Stage(n)
	result := StageResult{Stage: n, Title: stage.Title, Checks: []CheckResult{}}
	if len(stage.Checks) == 0 {
		return result, &BrokenError{Doing: "looking for checks", Err: fmt.Errorf("stage %d of %s has none", n, c.job.Exercise.Name)}
	}
	b, err := c.build(ctx, n)
	if err != nil || b.trouble != "" {
		result.Build = b.trouble
		return result, err
	}
	timeouts, passed, skipped := 0, 0, 0
	for i, check := range stage.Checks {
		if timeouts == maxTimeouts {
			result.Checks = append(result.Checks, notRun(check))
			continue
		}
		if progress != nil {
			progress(i)
		}
		r, err := c.check(ctx, b, check)
		if err != nil {
			return result, err
		}
		if r.Cause == Timeout {
			timeouts++
		}
		switch r.Outcome {
		case Passed:
			passed++
		case NotRun:
			skipped++
		}
		result.Checks = append(result.Checks, r)
	}
	switch len(stage.Checks) {
	case skipped:
		result.Outcome, result.Reason = NotRun, "none of its checks fits a program that runs already"
	case passed + skipped:
		result.Outcome = Passed
	}
	return result, nil
}
