package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
	"systems.course/internal/ui"
)

// A panel is what fills the body of the screen.
type panel int

const (
	panelResult panel = iota // what the last check said
	panelHint
	panelAll
	panelHelp
	panelReset
)

// scrollToNewest stands for the line at which the newest hint begins.
const scrollToNewest = -1 << 20

// draw shows how things are.
func (s *session) draw() {
	if s.live == nil {
		return
	}
	body := s.body()
	if s.scroll == scrollToNewest {
		s.scroll = s.newestHint(body)
	}
	s.scroll = s.live.Draw(ui.Frame{Top: s.header() + "\n", Body: body, Foot: "\n" + s.foot(), Scroll: s.scroll})
}

// print shows how things are where there is no terminal to draw on.
func (s *session) print() {
	if s.live != nil {
		return
	}
	s.app.screen.Printf("\n%s\n\n%s", s.text(s.app.screen, s.result), s.bar(s.app.screen))
	if s.notice != "" {
		s.app.screen.Printf("  %s", oneLine(s.notice))
		s.notice = ""
	}
}

// text returns what show shows on a screen like the given one.
func (s *session) text(like *ui.Screen, show func(*ui.Screen)) string {
	var b strings.Builder
	show(like.To(&b))
	return strings.TrimRight(b.String(), "\n")
}

func (s *session) body() string {
	show := s.result
	switch {
	case s.panel == panelReset:
		show = s.resetPanel
	case s.folder.Err != nil:
	case s.panel == panelHint:
		show = func(sc *ui.Screen) { showHints(sc, s.current(), s.seen(s.current())) }
	case s.panel == panelAll:
		show = s.allStages
	case s.panel == panelHelp:
		show = func(sc *ui.Screen) { sc.Printf("%s", keyHelp) }
	}
	return s.text(s.live.Screen(), show)
}

// newestHint returns the line of the hint panel at which the newest one begins.
func (s *session) newestHint(body string) int {
	current := s.current()
	title := current.Hints[s.seen(current)-1].Title
	return max(0, slices.IndexFunc(strings.Split(body, "\n"), func(line string) bool { return strings.Contains(line, title) }))
}

// header is the first line: exercise, mode, keys.
func (s *session) header() string {
	sc := s.live.Screen()
	mode, other := sc.Paint(ui.Green, "auto  "), "manual"
	if s.manual {
		mode, other = sc.Paint(ui.Yellow, "manual"), "auto"
	}
	return fmt.Sprintf("%s  %s  h hint  a all  r reset  c check  m %s  q quit  ? keys",
		sc.Paint(ui.Bold, s.job.exercise.Name), mode, other)
}

// foot is the bar, and below it what goes on.
func (s *session) foot() string {
	sc := s.live.Screen()
	state := ""
	switch {
	case s.notice != "":
		state = sc.Paint(ui.Yellow, oneLine(s.notice))
	case s.again != nil || s.status != "":
		state = sc.Paint(ui.Cyan, "checking: "+oneLine(s.status))
	case s.folder.Err != nil:
		state = sc.Paint(ui.Yellow, "waiting for the folder")
	case s.stale() && s.manual:
		state = sc.Paint(ui.Yellow, "your files have changed since: c checks them")
	case s.panel == panelHint && s.left() > 0:
		state = fmt.Sprintf("%s left: h", count(s.left(), "hint"))
	case s.manual:
		state = sc.Paint(ui.Faint, "waiting for a key: c checks")
	default:
		state = sc.Paint(ui.Faint, "waiting for a save")
	}
	return s.bar(sc) + "\n  " + state
}

func (s *session) bar(sc *ui.Screen) string {
	of := len(s.job.exercise.Stages)
	text := fmt.Sprintf("  %s %d of %d stages", sc.Bar(s.holds, of), s.holds, of)
	if s.last.at.IsZero() {
		return text
	}
	if looked := s.last.report.Stages; len(looked) > 0 && len(looked[0].Checks) > 0 {
		text += took(s.last.report)
	}
	return text + "   checked at " + s.last.at.Format("15:04:05")
}

func oneLine(text string) string { return strings.Join(strings.Fields(ui.Clean(text)), " ") }

// result shows what the last check said.
func (s *session) result(sc *ui.Screen) {
	v := s.view(sc)
	var unfit *checker.AttemptError
	switch {
	case s.folder.Err != nil:
		sc.Printf("%s\n\n  Your files are not there, or cannot be read. As soon as they can be, they are\n  checked again.",
			sc.Fit(ui.Clean(s.folder.Err.Error()), "  ", "  "))
	case s.last.at.IsZero():
		sc.Printf("  Stage %d: %s", s.current().N, s.current().Title)
	case errors.As(s.last.err, &unfit):
		v.unfit(unfit)
	case s.last.err != nil:
		sc.Printf("%s\n\n  This says nothing about your code. It is checked again at the next save.",
			sc.Paint(ui.Yellow, sc.Fit(ui.Clean(s.last.err.Error()), "  ", "  ")))
	default:
		s.verdictOf(v, s.last.report)
	}
}

// verdictOf shows the stages that hold now and did not before, and the first that
// does not hold with all that helps.
func (s *session) verdictOf(v *view, r checkReport) {
	stages := slices.SortedFunc(slices.Values(r.Stages), func(a, b checker.StageResult) int { return a.Stage - b.Stage })
	for _, stage := range stages {
		switch {
		case stage.Outcome != checker.Passed && v.failed == nil:
			if stage.Stage <= s.before && stage.Stage > s.holds {
				v.screen.Printf("  Stage %d held before, and does not now.\n", stage.Stage)
			}
			v.stage(stage)
		case stage.Outcome == checker.Passed && stage.Stage > s.before && stage.Stage <= s.holds:
			v.line(stage)
			if stage.Stage == s.holds && s.holds < r.Of {
				v.screen.Printf("        on to the next:\n")
			}
		}
	}
	if v.failed != nil && !compileError(s.job, r) {
		v.next(s.job.exercise, v.failed.Stage)
	}
	v.remarks(r)
	if s.holds == r.Of && r.Outcome == "passed" {
		v.screen.Printf("  All stages hold.")
		if s.job.workspace != nil {
			v.screen.Printf("  Yours beside the reference: %s", v.screen.Paint(ui.Cyan, self()+" compare "+s.job.exercise.Name))
		}
	}
}

func (s *session) view(sc *ui.Screen) *view {
	v := &view{screen: sc, course: s.app.course, run: s.job}
	if s.live != nil {
		v.hint = "h"
	}
	return v
}

// allStages shows one line for each.
func (s *session) allStages(sc *ui.Screen) {
	if s.cancel != nil || !s.last.all || s.last.err != nil {
		if s.cancel == nil {
			s.result(sc)
			return
		}
		sc.Printf("  looking at all stages")
		return
	}
	v := s.view(sc)
	for _, stage := range s.last.report.Stages {
		v.line(stage)
	}
	sc.Printf("\n  Esc: back to what the check said.")
}

// current is the stage that hints are about: the first that does not hold, or the
// last one.
func (s *session) current() *catalog.Stage {
	x := s.job.exercise
	return x.Stage(max(1, min(s.holds+1, len(x.Stages))))
}

// seen is how many of a stage's hints were asked for.
func (s *session) seen(stage *catalog.Stage) int {
	seen := s.rungs[stage.N]
	if s.job.workspace != nil {
		seen = s.job.workspace.Hints[stage.N]
	}
	return min(seen, len(stage.Hints))
}

func (s *session) left() int { return len(s.current().Hints) - s.seen(s.current()) }
