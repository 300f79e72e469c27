package main

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"systems.course/internal/checker"
	"systems.course/internal/grade"
	"systems.course/internal/grade/intake"
	"systems.course/internal/gradeout"
	"systems.course/internal/ui"
)

// A gradeView shows how a class is graded.
type gradeView struct {
	screen   *ui.Screen
	units    int // stages of all attempts
	attempts int
	width    int // of the column of names

	done, ended, failed int
}

// begin says what is graded, and how.
func (v *gradeView) begin(run gradeRun, class *intake.Class, session *grade.Session, sandbox, why string) {
	s := v.screen
	s.Printf("%s\n", s.Paint(ui.Bold, fmt.Sprintf("%s: %s", class.Exercise.Name, class.Exercise.Title)))
	s.Printf("  attempts  %d, %s each", len(class.Submissions), count(len(class.Exercise.Stages), "stage"))
	s.Printf("  seed      %s", session.Seed())
	jobs := fmt.Sprint(session.Jobs())
	if _, reason := grade.DefaultJobs(run.race); reason != "" && run.jobs == 0 {
		jobs += " (" + reason + ")"
	}
	s.Printf("  jobs      %s", jobs)
	if run.race {
		s.Printf("  race      detector on")
	}
	if sandbox != "" {
		s.Printf("  code runs in bubblewrap: no network, read-only file system\n")
		return
	}
	if why != "" {
		why = " (" + ui.Clean(why) + ")"
	}
	s.Printf("%s\n", s.Fit(s.Paint(ui.Yellow, "code runs without a sandbox"+why+": this runs strangers' code as you; see docs/grading.md"), "  ", "          "))
}

// progress draws the bar on a terminal, and writes a line for each attempt
// elsewhere.
func (v *gradeView) progress(e grade.Event) {
	v.done += e.Units
	s := v.screen
	if a := e.Ended; a != nil {
		v.ended++
		if !whole(a) {
			v.failed++
		}
		if !s.Redraws() {
			s.Printf("  %*d of %d  %s  %s", len(fmt.Sprint(v.attempts)), v.ended, v.attempts, padded(a.Name, v.width), verdict(a))
		}
	}
	s.Status("  %s %d/%d stages  %d/%d attempts  %d failing", s.Bar(v.done, v.units), v.done, v.units, v.ended, v.attempts, v.failed)
}

func whole(a *grade.Attempt) bool { return a.Status == grade.Graded && firstFailing(a) == nil }

// verdict is what came of an attempt, in the words of the report.
func verdict(a *grade.Attempt) string {
	switch failing := firstFailing(a); {
	case a.Status == grade.Unfit:
		return "unfit"
	case a.Status == grade.Broken:
		return "broken"
	case a.Status == grade.Pending:
		return "pending"
	case failing != nil:
		return fmt.Sprintf("stuck at stage %d", failing.Stage)
	}
	return "every stage passed"
}

func firstFailing(a *grade.Attempt) *checker.StageResult {
	for i, r := range a.Stages {
		if r.Outcome != checker.Passed {
			return &a.Stages[i]
		}
	}
	return nil
}

// end shows the class as a table, and what needs words below it.
func (v *gradeView) end(r *grade.Report) {
	s, all := v.screen, 0
	for _, stage := range r.Exercise.Stages {
		all += stage.Points
	}
	s.Printf("")
	names := make([]string, len(r.Attempts))
	for i, a := range r.Attempts {
		names[i] = a.Name
	}
	width := columnOf(names)
	s.Printf("  %s   points  %-18s  suspects", padded("attempt", width), "verdict")
	for i := range r.Attempts {
		a := &r.Attempts[i]
		points, suspects := fmt.Sprintf("%d/%d", a.Points, all), ""
		if a.Status == grade.Broken || a.Status == grade.Pending {
			points = "-"
		}
		if len(a.Suspects) > 0 {
			suspects = s.Paint(ui.Yellow, fmt.Sprint(len(a.Suspects)))
		}
		s.Printf("%s", strings.TrimRight(fmt.Sprintf("  %s  %7s  %-18s  %s", padded(a.Name, width), points, verdict(a), suspects), " "))
	}
	s.Printf("")
	for _, a := range r.Attempts {
		if a.Error != "" {
			s.Printf("%s", s.Fit(ui.Clean(a.Name)+"  "+verdict(&a)+": "+ui.Clean(a.Error), "  ", "    "))
		}
	}
	v.alike(r)
	if !r.Finished.IsZero() && r.Finished.After(r.Started) {
		s.Printf("  took      %v", r.Finished.Sub(r.Started).Round(time.Second/10))
	}
}

// alike says where attempts have passages in common.
func (v *gradeView) alike(r *grade.Report) {
	groups, withReference := gradeout.Alike(r)
	var what []string
	if groups > 0 {
		what = append(what, count(groups, "group")+" of attempts")
	}
	if withReference > 0 {
		what = append(what, count(withReference, "attempt")+" with the course's reference")
	}
	if len(what) > 0 {
		v.screen.Printf("%s", v.screen.Fit("alike     "+strings.Join(what, ", ")+": places to look at, in the report", "  ", "          "))
	}
}

func (v *gradeView) files(written []string) {
	for _, file := range written {
		v.screen.Printf("  wrote     %s", short(file))
	}
}

// widest bounds the column of names, so that a line of the table has no more than
// 80 columns.
const widest = 38

// columnOf returns how wide a column of the names is.
func columnOf(names []string) int {
	width := len("attempt")
	for _, name := range names {
		width = max(width, utf8.RuneCountInString(ui.Clean(name)))
	}
	return min(width, widest)
}

// padded returns a stranger's name in exactly n columns, if its letters have one
// each.
func padded(name string, n int) string {
	name = ui.Clean(name)
	if have := utf8.RuneCountInString(name); have <= n {
		return name + strings.Repeat(" ", n-have)
	}
	return string([]rune(name)[:n-1]) + "…"
}
