package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
	"systems.course/internal/ui"
)

// A view shows a check as it goes.
type view struct {
	screen *ui.Screen
	course *catalog.Course
	run    checkRun
	quiet  bool     // --json: nothing is shown
	hears  listener // instead of the screen, if it is set
	hint   string   // how to ask for one; empty: by the command
	failed *checker.StageResult
}

// A listener hears how a check goes on.
type listener struct {
	status func(string)
	stage  func(checker.StageResult)
}

func (v *view) status(format string, args ...any) {
	switch {
	case v.hears.status != nil:
		v.hears.status(fmt.Sprintf(format, args...))
	case !v.quiet:
		v.screen.Status("  "+format, args...)
	}
}

// stage shows one line for a stage that passed, and everything that helps for
// one that did not.
func (v *view) stage(r checker.StageResult) {
	if v.hears.stage != nil {
		v.hears.stage(r)
	}
	if v.quiet {
		return
	}
	s := v.screen
	if r.Outcome == checker.Failed && v.failed == nil {
		v.failed = &r
	}
	if r.Build != "" {
		v.build(r)
		return
	}
	v.line(r)
	if r.Outcome != checker.Failed {
		return
	}
	bad := failed(r)
	s.Printf("")
	v.check(bad[0])
	for _, other := range bad[1:] {
		s.Printf("      %s  %s", s.Paint(ui.Red, "also"), other.Title)
	}
	if len(bad) > 1 {
		s.Printf("")
	}
}

// line shows a stage in one line.
func (v *view) line(r checker.StageResult) {
	s := v.screen
	switch {
	case r.Outcome == checker.Passed:
		s.Printf("  %s  %2d  %s", s.Paint(ui.Green, "ok  "), r.Stage, r.Title)
		v.skipped(r)
	case r.Outcome == checker.NotRun:
		s.Printf("  %s  %2d  %s\n            %s", s.Paint(ui.Faint, "skip"), r.Stage, r.Title, r.Reason)
		v.skipped(r)
	case r.Build != "":
		s.Printf("  %s  %2d  %-44s %s", s.Paint(ui.Red, "FAIL"), r.Stage, r.Title, "does not compile")
	default:
		s.Printf("  %s  %2d  %-44s %s", s.Paint(ui.Red, "FAIL"), r.Stage, r.Title, fmt.Sprintf("%d of %s failed", len(failed(r)), count(len(r.Checks), "check")))
	}
}

// skipped shows which checks --target left out, and why.
func (v *view) skipped(r checker.StageResult) {
	for _, c := range r.Checks {
		if c.Cause == checker.Skipped && c.Outcome == checker.NotRun {
			text := fmt.Sprintf("skipped  %s: %s", c.Title, strings.Join(strings.Fields(ui.Clean(c.Message)), " "))
			v.screen.Printf("%s", v.screen.Fit(text, "            ", "         "))
		}
	}
}

// build shows why a stage could not be built: because of the code as such, or of
// what the stage's checks ask of it.
func (v *view) build(r checker.StageResult) {
	s, what := v.screen, fmt.Sprintf("%2d  %s\n\n      your code does not compile with this stage's checks:", r.Stage, r.Title)
	if !strings.Contains(r.Build, v.run.exercise.Stage(r.Stage).File) {
		what = "your code does not compile:"
	}
	s.Printf("  %s  %s\n%s\n", s.Paint(ui.Red, "FAIL"), what, s.Fit(lines(r.Build, 20), "      ", "    "))
}

// unfit shows why an attempt's files could not be taken.
func (v *view) unfit(err *checker.AttemptError) {
	if !v.quiet {
		v.screen.Printf("  %s  your files cannot be checked as they are:\n        %s\n", v.screen.Paint(ui.Red, "FAIL"), ui.Clean(err.Error()))
	}
}

func failed(r checker.StageResult) []checker.CheckResult {
	var bad []checker.CheckResult
	for _, c := range r.Checks {
		if c.Outcome == checker.Failed {
			bad = append(bad, c)
		}
	}
	return bad
}

// check shows one failed check.
func (v *view) check(c checker.CheckResult) {
	s := v.screen
	s.Printf("      %s", s.Paint(ui.Bold, c.Title))
	s.Printf("%s", v.paint(s.Fit(lines(c.Message, 30), messageIndent, "          ")))
	at := c.At
	if at == "" {
		at = fmt.Sprintf("%s:%d", c.Check.File, c.Check.Line)
	}
	s.Printf("        %s", s.Paint(ui.Faint, "check     "+at))
	if c.Output != "" {
		s.Printf("        %s\n%s", s.Paint(ui.Faint, "your code printed"), ui.Indent(lines(c.Output, 15), "        | "))
	}
	s.Printf("")
}

const messageIndent = "        "

// paint colours the labels of checkkit's messages.
func (v *view) paint(message string) string {
	all := strings.Split(message, "\n")
	for i, line := range all {
		for label, color := range map[string]ui.Color{"expected ": ui.Green, "got ": ui.Red, "because ": ui.Cyan} {
			if rest, ok := strings.CutPrefix(line, messageIndent+label); ok {
				all[i] = messageIndent + v.screen.Paint(color, label) + rest
			}
		}
	}
	return strings.Join(all, "\n")
}

// summary closes a check: the bar, and what to do next.
func (v *view) summary(r checkReport) {
	s, x := v.screen, v.run.exercise
	stuck := compileError(v.run, r)
	if v.failed != nil && !stuck {
		v.next(x, v.failed.Stage)
	}
	v.remarks(r)
	if v.run.stage == 0 && !stuck {
		s.Printf("  %s %d of %d stages%s", s.Bar(r.Passed, r.Of), r.Passed, r.Of, took(r))
	}
	if r.Passed == len(x.Stages) && r.Outcome == "passed" && v.run.stage == 0 && v.run.workspace != nil {
		s.Printf("  All stages hold. Yours beside the reference: %s", s.Paint(ui.Cyan, self()+" compare "+x.Name))
	}
}

// remarks shows what somebody should know besides.
func (v *view) remarks(r checkReport) {
	s := v.screen
	for _, note := range r.Notes {
		s.Printf("  note     %s", ui.Clean(note))
	}
	for _, suspect := range r.Suspects {
		s.Printf("%s", s.Fit(s.Paint(ui.Yellow, "suspect")+"  "+ui.Clean(suspect), "  ", "         "))
	}
	if len(r.Suspects) > 0 {
		s.Printf("  What is suspect could deceive the checks; somebody should read it.")
	}
}

func (v *view) next(x *catalog.Exercise, n int) {
	stage := x.Stage(n)
	v.screen.Printf("  spec     %s:%d", v.spec(x), stage.Line)
	if v.run.workspace != nil {
		how := v.hint
		if how == "" {
			how = self() + " hint"
		}
		v.screen.Printf("  hint     %s  (%d of %d seen)\n", v.screen.Paint(ui.Cyan, how), v.run.workspace.Hints[n], len(stage.Hints))
	}
}

// spec returns the shortest name of the spec from here: the course's, or the copy
// in the workspace.
func (v *view) spec(x *catalog.Exercise) string {
	name := short(v.course.Path(x.Spec))
	copied := filepath.Join(v.run.dir, specFile)
	if _, err := os.Stat(copied); filepath.IsAbs(name) && err == nil {
		return short(copied)
	}
	return name
}

// took is the time of the checks, without the builds.
func took(r checkReport) string {
	var sum time.Duration
	n := 0
	for _, stage := range r.Stages {
		for _, c := range stage.Checks {
			if c.Outcome != checker.NotRun {
				sum += c.Time
				n++
			}
		}
	}
	return fmt.Sprintf("   (%s in %.1fs)", count(n, "check"), sum.Seconds())
}

// lines returns at most n lines of text, without what could harm a terminal.
func lines(text string, n int) string {
	all := strings.Split(ui.Clean(text), "\n")
	if len(all) <= n {
		return strings.Join(all, "\n")
	}
	return strings.Join(all[:n], "\n") + fmt.Sprintf("\n… %d lines more", len(all)-n)
}
