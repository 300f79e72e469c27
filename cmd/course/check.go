package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
	"systems.course/internal/ui"
	"systems.course/internal/workspace"
)

// A checkRun is one call of check.
type checkRun struct {
	workspace *workspace.Workspace // nil: a folder without progress
	exercise  *catalog.Exercise
	dir       string
	stage     int // 0: from the first on
	ahead     int // a stage to look at before the first; those before it follow in any case. 0: none
	all       bool
	race      bool
	json      bool
	target    string
	seed      string
}

func newCheck(a *app) *cobra.Command {
	var run checkRun
	cmd := &cobra.Command{
		Use:   "check [EXERCISE]",
		Short: "Check your code, stage by stage, up to the first that fails",
		Long: `Check your code, stage by stage, up to the first stage that fails.

Without a name it checks the exercise whose folder you are in, or the one that
you worked on last. Exit code 0: all that was checked holds; 1: a check failed,
or none could be run; 2: the command was wrong; 3: the checker itself broke, which says nothing about
your code.`,
		Example:           "  course check\n  course check lru-cache --stage 3\n  course check --all --race\n  course check lru-cache --dir somebody/elses --json",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.resolve(&run, args); err != nil {
				return err
			}
			if !run.json {
				a.say(run)
			}
			return a.check(cmd.Context(), run)
		},
	}
	f := cmd.Flags()
	f.IntVar(&run.stage, "stage", 0, "check this stage only")
	f.BoolVar(&run.all, "all", false, "go on after a stage that fails")
	f.BoolVar(&run.race, "race", false, "check under the race detector (needs a C compiler)")
	f.BoolVar(&run.json, "json", false, "print the result as JSON")
	f.StringVar(&run.target, "target", "", "check what listens at HOST:PORT")
	f.StringVar(&run.dir, "dir", "", "check the files of this folder")
	f.StringVar(&run.seed, "seed", "", "repeat the random input of a failure")
	return cmd
}

// resolve fills in what the call left open and refuses what makes no sense.
func (a *app) resolve(run *checkRun, args []string) error {
	if err := a.resolveFolder(run, args); err != nil {
		return err
	}
	if run.seed == "" {
		run.seed = os.Getenv("COURSE_SEED")
	}
	if _, err := strconv.ParseUint(run.seed, 10, 64); run.seed != "" && err != nil {
		return fmt.Errorf("seed %q: a decimal number from 0 to 2^64-1 is wanted, as a failure prints it", run.seed)
	}
	if run.stage != 0 {
		if _, err := stage(run.exercise, run.stage); err != nil {
			return err
		}
	}
	if run.target == "" {
		return nil
	}
	if !run.exercise.Server {
		return fmt.Errorf("--target is for exercises whose program listens; %s is a Go API", run.exercise.Name)
	}
	if host, port, err := net.SplitHostPort(run.target); err != nil || host == "" || port == "" {
		return fmt.Errorf("--target %q: HOST:PORT is wanted, such as 127.0.0.1:6379", run.target)
	}
	return nil
}

func (a *app) resolveFolder(run *checkRun, args []string) (err error) {
	if run.dir == "" {
		run.workspace, run.exercise, err = a.workspace(args)
		if err == nil {
			run.dir = run.workspace.Dir
		}
		return err
	}
	if info, err := os.Stat(run.dir); err != nil || !info.IsDir() {
		return fmt.Errorf("--dir %s: there is no such folder", run.dir)
	}
	w, err := workspace.Open(run.dir)
	if err != nil && !errors.Is(err, workspace.ErrNone) {
		return err
	}
	name := ""
	switch {
	case len(args) > 0:
		name = args[0]
	case err == nil:
		name = w.Exercise
	default:
		return fmt.Errorf("%s is no workspace: say of which exercise it is, `%s check EXERCISE --dir %s`", run.dir, self(), run.dir)
	}
	if run.exercise, err = a.exercise(name); err != nil {
		return err
	}
	if w != nil && w.Exercise == run.exercise.Name {
		run.workspace = w
	}
	return nil
}

// say says what is checked, since the call may have left that open.
func (a *app) say(run checkRun) {
	where := "in " + short(run.dir)
	if run.target != "" {
		where = "at " + run.target
	}
	a.screen.Printf("%s", a.screen.Fit(a.screen.Paint(ui.Bold, run.exercise.Name)+", "+where, "", "  "))
}

// A checkReport is what --json prints.
type checkReport struct {
	Exercise string                `json:"exercise"`
	Outcome  string                `json:"outcome"` // passed, failed, not run, interrupted or broken
	Passed   int                   `json:"passed"`  // stages in a row, from the first that was asked for
	Of       int                   `json:"of"`      // stages that were asked for: all, or with --stage one
	Stages   []checker.StageResult `json:"stages"`
	Suspects []string              `json:"suspects"`
	Notes    []string              `json:"notes"`
	Error    string                `json:"error,omitempty"`
}

// check runs the stages, shows what came of them and keeps the progress.
func (a *app) check(ctx context.Context, run checkRun) (err error) {
	report := checkReport{Exercise: run.exercise.Name, Of: len(run.order()), Outcome: "passed",
		Stages: []checker.StageResult{}, Suspects: []string{}, Notes: []string{}}
	v := &view{screen: a.screen, course: a.course, run: run, quiet: run.json}
	err = a.runStages(ctx, run, v, &report)
	var unfit *checker.AttemptError
	switch {
	case errors.As(err, &unfit):
		report.Outcome, report.Error = "failed", unfit.Error()
		v.unfit(unfit)
		err = nil
	case err == nil:
		err = a.keep(run, report)
	}
	switch {
	case errors.Is(err, context.Canceled):
		report.Outcome, report.Error = "interrupted", err.Error()
	case err != nil:
		report.Outcome, report.Error = "broken", err.Error()
	case !run.json:
		v.summary(report)
	}
	if run.json {
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetIndent("", "  ")
		err = errors.Join(err, encoder.Encode(report))
	}
	if err == nil && report.Outcome != "passed" {
		return errFailed
	}
	return err
}

func (a *app) runStages(ctx context.Context, run checkRun, v *view, report *checkReport) (err error) {
	v.status("reading your files")
	c, err := checker.New(ctx, checker.Job{
		Course: a.course, Exercise: run.exercise, Attempt: run.dir, Race: run.race, Target: run.target, Seed: run.seed,
	})
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := c.Close(); closeErr != nil { // it changes no verdict
			report.Notes = append(report.Notes, closeErr.Error())
		}
	}()
	report.Suspects = append(report.Suspects, c.Suspects()...)
	report.Notes = append(append(report.Notes, c.Notes()...), a.changedChecks(run)...)
	for _, n := range run.order() {
		if report.Outcome == "failed" && !run.all && n > run.ahead {
			return nil
		}
		if reason := checker.Unmet(run.exercise.Stage(n), report.Stages); reason != "" {
			r := checker.Skip(run.exercise.Stage(n), reason)
			report.Stages = append(report.Stages, r)
			v.stage(r)
			continue
		}
		v.status("stage %d: building", n)
		r, err := c.Stage(ctx, n, func(i int) {
			checks := run.exercise.Stage(n).Checks
			v.status("stage %d: check %d of %d, %s", n, i+1, len(checks), checks[i].Title())
		})
		if err != nil {
			return err
		}
		report.Stages = append(report.Stages, r)
		report.Notes = append(report.Notes, r.Outlived()...)
		report.Passed = run.inARow(report.Stages)
		v.stage(r)
		if r.Outcome != checker.Failed {
			continue
		}
		report.Outcome = "failed"
		if !run.all && (n != run.ahead || r.Build != "") {
			return nil
		}
	}
	if report.Outcome == "passed" && !slices.ContainsFunc(report.Stages, func(r checker.StageResult) bool { return r.Outcome == checker.Passed }) {
		report.Outcome = "not run"
	}
	return nil
}

// order returns the stages in the order in which they are looked at.
func (run checkRun) order() []int {
	if run.stage != 0 {
		return []int{run.stage}
	}
	var order []int
	if run.ahead != 0 {
		order = append(order, run.ahead)
	}
	for n := 1; n <= len(run.exercise.Stages); n++ {
		if n != run.ahead {
			order = append(order, n)
		}
	}
	return order
}

// inARow returns how many stages hold, from the first that was asked for to the last
// before one that does not, or that was not looked at.
func (run checkRun) inARow(results []checker.StageResult) int {
	holds := map[int]bool{}
	for _, r := range results {
		holds[r.Stage] = r.Outcome == checker.Passed
	}
	first, n := max(1, run.stage), 0
	for holds[first+n] {
		n++
	}
	return n
}

// changedChecks notes where the attempt's copies of the checks are not the
// course's, which are the ones that count.
func (a *app) changedChecks(run checkRun) []string {
	names := slices.Clone(run.exercise.Shared)
	for _, s := range run.exercise.Stages {
		names = append(names, s.File)
	}
	var notes []string
	for _, name := range names {
		theirs, err := os.ReadFile(filepath.Join(run.dir, name))
		if err != nil {
			continue // no copy, no doubt
		}
		ours, err := os.ReadFile(filepath.Join(a.course.Path(run.exercise.Solution), name))
		if err != nil || !bytes.Equal(theirs, ours) {
			notes = append(notes, name+" is not the course's; the course's was used")
		}
	}
	return notes
}

// compileError reports whether the code as such does not compile, which says
// nothing about how far it had come.
func compileError(run checkRun, r checkReport) bool {
	i := slices.IndexFunc(r.Stages, func(s checker.StageResult) bool { return s.Build != "" })
	return i >= 0 && !strings.Contains(r.Stages[i].Build, run.exercise.Stage(r.Stages[i].Stage).File)
}

// keep records how far the student has come, when all stages were looked at.
func (a *app) keep(run checkRun, report checkReport) error {
	if run.workspace == nil || run.target != "" || run.stage != 0 || compileError(run, report) {
		return nil
	}
	w, err := workspace.Open(run.workspace.Dir) // hints may have been asked for meanwhile
	if err == nil {
		w.Reached(report.Passed, time.Now())
		err = w.Save()
	}
	if err != nil {
		return fmt.Errorf("your progress cannot be kept: %w", err)
	}
	return nil
}
