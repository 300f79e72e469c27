package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"systems.course/internal/checker"
	"systems.course/internal/grade"
	"systems.course/internal/grade/intake"
	"systems.course/internal/process"
	"systems.course/internal/ui"
)

// A gradeRun is one call of grade.
type gradeRun struct {
	exercise string
	jobs     int
	seed     string
	race     bool
	sandbox  string
	out      string
	outputs  outputs
	resume   bool
	merge    bool
}

func newGrade(a *app) *cobra.Command {
	run := gradeRun{outputs: newOutputs()}
	cmd := &cobra.Command{
		Use:   "grade DIR… | grade --merge REPORT.json…",
		Short: "For mentors: judge a class of attempts",
		Long: `Judge attempts at an exercise: all stages of each, with the course's checks and
one seed for all. Each DIR is an attempt (a folder, a git clone, or an archive:
.zip, .tar or .tar.gz) or a folder of attempts.

The folder --out gets report.html, report.json and the journal, with which
--resume goes on after an interrupt. A FILE may be - for standard output.

With --merge it makes one report of several report.json, as from several machines.

Exit code 0: all attempts are judged, whatever came of them; 2: the command was
wrong, or interrupted; 3: the checker itself broke for some attempt.`,
		Example: "  course grade class/\n  course grade class/ --csv class.csv --junit class.xml\n  course grade class/ --resume\n" +
			"  course grade submission/ --exercise lru-cache --gradescope results.json\n  course grade --merge one/report.json two/report.json --out both",
		RunE: func(cmd *cobra.Command, args []string) error { return a.grade(cmd.Context(), run, args) },
	}
	f := cmd.Flags()
	f.StringVar(&run.exercise, "exercise", "", "the exercise (default: what the attempts say)")
	f.IntVar(&run.jobs, "jobs", 0, "builds and checks at once (default: one for each processor, as far as memory goes)")
	f.StringVar(&run.seed, "seed", "", "of all random input (default: COURSE_SEED, or a new one)")
	f.BoolVar(&run.race, "race", false, "check under the race detector (needs a C compiler)")
	f.StringVar(&run.sandbox, "sandbox", "auto", "where the attempts' code runs: bwrap, none, or auto: bwrap if it works here")
	f.StringVar(&run.out, "out", "", "folder of journal and reports (default: grade-EXERCISE)")
	f.BoolVar(&run.resume, "resume", false, "go on with the journal in --out")
	f.BoolVar(&run.merge, "merge", false, "merge reports instead of grading")
	run.outputs.addFlags(cmd)
	return cmd
}

func (a *app) grade(ctx context.Context, run gradeRun, args []string) error {
	if err := run.check(args); err != nil {
		return err
	}
	if run.outputs.toStdout() {
		a.screen = ui.New(os.Stderr)
	}
	if run.merge {
		return a.mergeReports(ctx, run, args)
	}
	class, err := intake.Find(a.course, args, run.exercise, run.out)
	if err != nil {
		return err
	}
	if run.out == "" {
		run.out = "grade-" + class.Exercise.Name
	}
	if err := run.outputs.fit(len(class.Submissions)); err != nil {
		return err
	}
	return a.gradeClass(ctx, run, class)
}

// check refuses what makes no sense.
func (run *gradeRun) check(args []string) error {
	if len(args) == 0 {
		if run.merge {
			return errors.New("--merge needs the files: report.json of each run")
		}
		return fmt.Errorf("what shall be graded? A folder, or an archive; see `%s grade --help`", self())
	}
	if run.merge && (run.resume || run.exercise != "" || run.race || run.seed != "" || run.jobs != 0) {
		return errors.New("--merge runs nothing, and goes with --out and the outputs alone")
	}
	if run.seed == "" && !run.merge && !run.resume {
		run.seed = os.Getenv("COURSE_SEED")
	}
	if _, err := strconv.ParseUint(run.seed, 10, 64); run.seed != "" && err != nil {
		return fmt.Errorf("--seed %q: a decimal number from 0 to 2^64-1 is wanted", run.seed)
	}
	if run.jobs < 0 || run.jobs > 1000 {
		return fmt.Errorf("--jobs %d: a number from 1 to 1000 is wanted", run.jobs)
	}
	if !slices.Contains([]string{"auto", "bwrap", "none"}, run.sandbox) {
		return fmt.Errorf("--sandbox %q: auto, bwrap or none is wanted", run.sandbox)
	}
	return run.outputs.check()
}

// gradeClass runs the checks, and writes the reports also of a run that was
// interrupted.
func (a *app) gradeClass(ctx context.Context, run gradeRun, class *intake.Class) (err error) {
	tool, why, err := findSandbox(ctx, run.sandbox)
	if err != nil {
		return err
	}
	var names []string
	v := &gradeView{screen: a.screen, units: len(class.Submissions) * len(class.Exercise.Stages), attempts: len(class.Submissions)}
	for _, s := range class.Submissions {
		names = append(names, s.Name)
	}
	v.width = columnOf(names)
	session, err := grade.Begin(ctx, grade.Options{
		Course: a.course, Class: class, Out: run.out, Resume: run.resume, Jobs: run.jobs, Seed: run.seed, Race: run.race,
		Sandbox: tool, Progress: v.progress,
	})
	if errors.Is(err, grade.ErrLocked) {
		return fmt.Errorf("another run is using %s: wait for it, or choose another --out", short(run.out))
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, session.Close()) }()
	v.begin(run, class, session, tool, why)
	report, err := session.Run(ctx)
	written, writeErr := run.outputs.write(run.out, report)
	v.end(report)
	v.files(written)
	switch {
	case writeErr != nil:
		return errors.Join(err, writeErr)
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("interrupted; what is done is kept, and this goes on with the rest:\n%s", resumption(os.Args))
	case err != nil:
		v.screen.Printf("  What is done is kept, and this goes on with the rest:\n  %s", resumption(os.Args))
		return err
	}
	return brokenAttempts(report)
}

// findSandbox returns the path of bwrap, or why there is no sandbox.
func findSandbox(ctx context.Context, mode string) (tool, why string, err error) {
	if mode == "none" {
		return "", "", nil
	}
	tool, err = process.FindSandbox(ctx)
	switch {
	case err == nil || ctx.Err() != nil:
		return tool, "", ctx.Err()
	case mode == "bwrap":
		return "", "", fmt.Errorf("--sandbox bwrap: %w; see docs/grading.md", err)
	}
	return "", err.Error(), nil
}

// resumption returns the call that goes on where this one was interrupted.
func resumption(args []string) string {
	words := []string{self()}
	for _, word := range args[1:] {
		if word == "" || strings.ContainsAny(word, " \t\n\"'`$&|;<>()*?[]\\~#") {
			word = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
		words = append(words, word)
	}
	if !slices.Contains(args, "--resume") {
		words = append(words, "--resume")
	}
	return strings.Join(words, " ")
}

// brokenAttempts is the error of a report with attempts for which the checker
// broke.
func brokenAttempts(r *grade.Report) error {
	var names []string
	first := ""
	for _, a := range r.Attempts {
		if a.Status == grade.Broken {
			names, first = append(names, ui.Clean(a.Name)), cmp.Or(first, a.Error)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return &checker.BrokenError{
		Doing: fmt.Sprintf("checking %s of %d (%s)", count(len(names), "attempt"), len(r.Attempts), strings.Join(names, ", ")),
		Err:   errors.New(ui.Clean(first)),
		Help:  fmt.Sprintf("`%s` tries these again.", resumption(os.Args)),
	}
}

func (a *app) mergeReports(ctx context.Context, run gradeRun, files []string) error {
	report, err := grade.Merge(ctx, a.course, files)
	if err != nil {
		return err
	}
	if run.out == "" {
		run.out = "grade-" + report.Exercise.Name
	}
	if _, err := os.Lstat(filepath.Join(run.out, grade.JournalFile)); err == nil {
		return fmt.Errorf("%s holds a run with its journal, which the merged report would replace: choose another --out", short(run.out))
	}
	if err := run.outputs.fit(len(report.Attempts)); err != nil {
		return err
	}
	if err := os.MkdirAll(run.out, 0o755); err != nil {
		return err
	}
	written, err := run.outputs.write(run.out, report)
	v := &gradeView{screen: a.screen}
	v.end(report)
	v.files(written)
	return errors.Join(err, brokenAttempts(report))
}
