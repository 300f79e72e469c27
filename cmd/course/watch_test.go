package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
	"systems.course/internal/coursetest"
	"systems.course/internal/ui"
	"systems.course/internal/workspace"
)

// A booth is a session without a terminal and without a checker: the test types,
// looks at what is drawn and answers for the checker, by a clock that moves only
// while everybody waits.
type booth struct {
	t     *testing.T
	s     *session
	dir   string
	asked chan asked
	ended chan error
	over  chan struct{} // closed when the test is, passed or not
	past  bool          // the test has ended the session

	mu    sync.Mutex
	shown string
}

// An asked is a check that has begun.
type asked struct {
	ctx    context.Context
	run    checkRun
	hears  listener
	answer chan<- checked
}

func (b *booth) Draw(f ui.Frame) int {
	lines, scroll := f.Lines(100, 40)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shown = strings.Join(lines, "\n")
	return scroll
}

// frame returns what is shown.
func (b *booth) frame() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.shown
}

func (*booth) Screen() *ui.Screen { return ui.Plain(io.Discard) }
func (*booth) Release() error     { return nil }
func (*booth) Resume() error      { return nil }

// TestWatchSession runs each test with a session on a workspace of its own, of the
// exercise counter. A test ends the session, or leaves that to q.
func TestWatchSession(t *testing.T) {
	c := coursetest.New(t)
	x, err := c.Find("counter")
	require.NoError(t, err)
	a := &app{course: c, screen: ui.Plain(io.Discard)}
	files, err := a.starter(x, "")
	require.NoError(t, err)
	for _, tt := range []struct {
		name   string
		manual bool
		test   func(*testing.T, *booth)
	}{
		{"keeps to the stage", false, watchKeepsToTheStage},
		{"ends a check at a save", false, watchEndsACheckAtASave},
		{"manual", true, watchManual},
		{"folder moved away", false, watchFolderMovedAway},
		{"checker fault", false, watchCheckerFault},
		{"keeps the progress when nothing compiles", false, watchKeepsProgressWithoutCompiling},
		{"hints", false, watchHints},
		{"all stages", false, watchAllStages},
		{"reset", true, watchReset},
		{"panics", false, watchPanics},
		{"terminal gone", false, watchTerminalGone},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w, err := workspace.Create(t.Context(), filepath.Join(t.TempDir(), "w"), x.Name, nil)
			require.NoError(t, err)
			for name, text := range files {
				file := filepath.Join(w.Dir, filepath.FromSlash(name))
				require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
				require.NoError(t, os.WriteFile(file, text, 0o644))
			}
			inBooth(t, a, checkRun{workspace: w, exercise: x, dir: w.Dir}, tt.manual, tt.test)
		})
	}
}

func inBooth(t *testing.T, a *app, run checkRun, manual bool, test func(*testing.T, *booth)) {
	synctest.Test(t, func(t *testing.T) {
		b := &booth{t: t, dir: run.dir, asked: make(chan asked), ended: make(chan error, 1), over: make(chan struct{})}
		defer close(b.over)
		b.s = a.newSession(run, manual, nil)
		b.s.live = b
		b.s.check = func(ctx context.Context, run checkRun, hears listener) (checkReport, error) {
			answer := make(chan checked, 1)
			b.asked <- asked{ctx, run, hears, answer}
			select {
			case r, ok := <-answer:
				if !ok {
					panic("the test wanted it")
				}
				return r.report, r.err
			case <-b.over:
				return checkReport{}, context.Canceled
			}
		}
		go func() { b.ended <- b.s.run(t.Context()) }()
		test(t, b)
		if !b.past {
			b.types("q")
			require.NoError(t, <-b.ended)
		}
	})
}

// end returns how the session has ended, for which it waits.
func (b *booth) end() error {
	b.past = true
	return <-b.ended
}

func (b *booth) types(keys string) {
	for _, k := range keys {
		b.s.keys <- ui.Key(k)
	}
	synctest.Wait()
}

func (b *booth) saves(name, text string) {
	b.t.Helper()
	require.NoError(b.t, os.WriteFile(filepath.Join(b.dir, name), []byte(text), 0o644))
}

// next waits for a check to begin.
func (b *booth) next() asked {
	a := <-b.asked
	synctest.Wait()
	return a
}

// quiet lets ten seconds pass, in which no check may begin.
func (b *booth) quiet() {
	b.t.Helper()
	select {
	case <-b.asked:
		require.Fail(b.t, "a check began")
	case <-time.After(10 * time.Second):
	}
	synctest.Wait()
}

// answers ends a check: each result is "1 ok" or "2 FAIL".
func (b *booth) answers(a asked, results ...string) {
	b.t.Helper()
	r := checkReport{Of: 2, Outcome: "passed"}
	for _, text := range results {
		r.Stages = append(r.Stages, b.result(text))
		if strings.HasSuffix(text, "FAIL") {
			r.Outcome = "failed"
		}
	}
	r.Passed = b.s.job.inARow(r.Stages)
	a.answer <- checked{report: r}
	synctest.Wait()
}

func (b *booth) result(text string) checker.StageResult {
	stage := b.s.job.exercise.Stage(int(text[0] - '0'))
	r := checker.StageResult{Stage: stage.N, Title: stage.Title, Outcome: checker.Passed}
	c := checker.CheckResult{Check: stage.Checks[0], Title: stage.Checks[0].Title(), Outcome: checker.Passed}
	if strings.HasSuffix(text, "FAIL") {
		r.Outcome, c.Outcome, c.Message = checker.Failed, checker.Failed, "because   of the test"
	}
	r.Checks = []checker.CheckResult{c}
	return r
}

func (b *booth) sees(texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		require.Contains(b.t, b.frame(), text)
	}
}

func (b *booth) progress() int {
	b.t.Helper()
	w, err := workspace.Open(b.dir)
	require.NoError(b.t, err)
	return w.Passed
}

func watchKeepsToTheStage(t *testing.T, b *booth) {
	a := b.next()
	require.Zero(t, a.run.ahead, "where one stands is found out in order")
	a.hears.status("stage 1: building")
	synctest.Wait()
	b.sees("counter  auto", "checking: stage 1: building", "Stage 1: count")
	b.answers(a, "1 FAIL")
	b.sees("FAIL   1  count", "because   of the test", "hint     h  (0 of 3 seen)", "[..] 0 of 2 stages", "waiting for a save")

	b.saves("counter.go", "package counter // 1")
	a = b.next()
	require.Equal(t, 1, a.run.ahead)
	b.answers(a, "1 ok", "2 FAIL")
	b.sees("ok     1  count", "on to the next", "FAIL   2", "[#.] 1 of 2 stages")
	require.Equal(t, 1, b.progress())

	b.saves("counter.go", "package counter // 2")
	a = b.next()
	require.Equal(t, 2, a.run.ahead)
	a.hears.stage(b.result("2 FAIL"))
	a.hears.status("stage 1: check 1 of 4")
	synctest.Wait()
	b.sees("FAIL   2", "checking: stage 1")
	require.NotContains(t, b.frame(), "ok     1")
	b.answers(a, "2 FAIL", "1 FAIL")
	b.sees("Stage 1 held before, and does not now.", "FAIL   1", "[..] 0 of 2 stages")
	require.Zero(t, b.progress())

	b.saves("counter.go", "package counter // 3")
	b.answers(<-b.asked, "1 ok", "2 ok")
	b.sees("All stages hold.", "compare counter", "[##] 2 of 2 stages")
	require.Equal(t, 2, b.progress())
	b.saves("counter.go", "package counter // 4")
	a = b.next()
	require.Zero(t, a.run.ahead)
	b.answers(a, "1 ok", "2 ok")
}

func TestWatchOrder(t *testing.T) {
	x := &catalog.Exercise{Stages: make([]*catalog.Stage, 4)}
	require.Equal(t, []int{1, 2, 3, 4}, checkRun{exercise: x}.order())
	require.Equal(t, []int{3, 1, 2, 4}, checkRun{exercise: x, ahead: 3}.order())
	require.Equal(t, []int{2}, checkRun{exercise: x, stage: 2}.order())
}

func watchEndsACheckAtASave(t *testing.T, b *booth) {
	a := b.next()
	b.saves("counter.go", "package counter // 1")
	<-a.ctx.Done()
	a.answer <- checked{err: a.ctx.Err()}
	b.answers(b.next(), "1 FAIL")

	b.saves("counter.go", "package counter // 2")
	b.saves("counter.go", "package counter // 1")
	b.saves("counter_test.go", "package counter")
	b.quiet() // all that is checked is as it was
	b.types("c")
	b.answers(b.next(), "1 FAIL")
	b.types("\r")
	a = b.next()
	b.types("c") // it is these files that are being checked
	b.answers(a, "1 FAIL")
	b.quiet()
}

func watchManual(t *testing.T, b *booth) {
	a := b.next()
	b.sees("counter  manual", "m auto")
	b.saves("counter.go", "package counter // 1")
	b.quiet()
	require.NoError(t, a.ctx.Err())
	b.answers(a, "1 FAIL")
	b.sees("your files have changed since: c checks them")
	b.quiet()
	b.types("c")
	b.answers(b.next(), "1 FAIL")
	b.sees("waiting for a key: c checks")
	b.types("m")
	b.quiet()
	b.sees("counter  auto", "waiting for a save")
	b.types("m")
	b.saves("counter.go", "package counter // 2")
	b.quiet()
	b.types("m")
	b.answers(b.next(), "1 FAIL")
}

func watchFolderMovedAway(t *testing.T, b *booth) {
	b.answers(b.next(), "1 FAIL")
	away := b.dir + "-away"
	move := func(from, to string) {
		require.NoError(t, os.Rename(from, to))
		b.quiet()
	}
	move(b.dir, away)
	b.sees("Your files are not there", "waiting for the folder")
	b.types("char")
	b.sees("Your files are not there")
	require.NoDirExists(t, b.dir, "no key makes it again")
	move(away, b.dir)
	b.sees("FAIL   1")

	b.types("c")
	a := b.next()
	move(b.dir, away)
	<-a.ctx.Done()
	require.NoError(t, os.Rename(away, b.dir))
	time.Sleep(time.Second)
	a.answer <- checked{err: a.ctx.Err()}
	b.answers(b.next(), "1 FAIL") // the one before has said nothing
}

func watchCheckerFault(t *testing.T, b *booth) {
	a := b.next()
	a.answer <- checked{err: &checker.BrokenError{Doing: "building", Err: errors.New("disk full")}}
	synctest.Wait()
	b.sees("the checker broke while building: disk full", "This says nothing about your code.", "waiting for a save")
	b.quiet()
	b.saves("counter.go", "package counter // 1")
	a = b.next()
	a.answer <- checked{err: &checker.AttemptError{Path: "x", Reason: "is too large"}}
	synctest.Wait()
	b.sees("your files cannot be checked as they are", "is too large")
	require.NotContains(t, b.frame(), "nothing about your code")
}

func watchKeepsProgressWithoutCompiling(t *testing.T, b *booth) {
	b.answers(b.next(), "1 ok", "2 FAIL")
	b.saves("counter.go", "package counter // 1")
	a := b.next()
	a.answer <- checked{report: checkReport{Of: 2, Outcome: "failed", Stages: []checker.StageResult{
		{Stage: 2, Title: "name what was counted", Build: "counter.go:1:1: syntax error"},
	}}}
	synctest.Wait()
	b.sees("your code does not compile", "counter.go:1:1: syntax error", "[#.] 1 of 2 stages")
	require.Equal(t, 1, b.progress())
}

func watchHints(t *testing.T, b *booth) {
	b.answers(b.next(), "1 FAIL")
	b.types("h")
	b.sees("Hint 1: a nudge", "2 hints left: h")
	b.types("hhh")
	b.sees("Hint 1: a nudge", "Hint 3: almost the code")
	w, err := workspace.Open(b.dir)
	require.NoError(t, err)
	require.Equal(t, map[int]int{1: 3}, w.Hints)
	b.types("\x1b")
	b.sees("FAIL   1", "(3 of 3 seen)")
	b.types("?")
	b.sees("check all stages and show them")

	b.saves("counter.go", "package counter // 1")
	a := b.next()
	b.sees("FAIL   1") // what a check says is more than the help
	b.types("h")
	b.answers(a, "1 FAIL")
	b.sees("Hint 3") // unless that was asked for since
	b.s.job.workspace = nil
	b.types("h")
	b.sees("Hint 1: a nudge", "2 hints left: h")
	b.types("r")
	b.sees("this folder is no workspace")
}

func watchAllStages(t *testing.T, b *booth) {
	b.answers(b.next(), "1 FAIL")
	b.types("a")
	a := b.next()
	require.True(t, a.run.all)
	require.Zero(t, a.run.ahead)
	b.sees("looking at all stages")
	b.answers(a, "1 FAIL", "2 ok")
	b.sees("FAIL   1  count", "ok     2  name what was counted", "[..] 0 of 2 stages")
	require.NotContains(t, b.frame(), "because")
	b.types("\x1b")
	b.sees("because   of the test")
	b.types("a")
	a = b.next()
	b.saves("counter.go", "package counter // 1")
	<-a.ctx.Done()
	a.answer <- checked{err: a.ctx.Err()}
	a = b.next()
	require.False(t, a.run.all)
	b.answers(a, "1 FAIL")
	b.sees("because   of the test")
}

func watchReset(t *testing.T, b *booth) {
	b.answers(b.next(), "1 FAIL")
	b.types("r")
	b.sees("nothing differs from the starter")
	has := func(name string) string {
		text, err := os.ReadFile(filepath.Join(b.dir, name))
		require.NoError(t, err)
		return string(text)
	}
	given := has("counter.go")
	b.saves("counter.go", "mine")
	b.saves("SPEC.md", "mine too")
	b.types("r")
	b.sees("1  SPEC.md", "2  counter.go", "a  all of them")
	b.types("x")
	b.sees("nothing was changed")
	b.types("r2")
	b.sees("To be replaced", "counter.go")
	require.NotContains(t, b.frame(), "SPEC.md")
	b.types("n")
	b.sees("nothing was changed")
	require.Equal(t, "mine", has("counter.go"))
	b.types("r2y")
	b.sees("done; what was there is in")
	require.Equal(t, given, has("counter.go"))
	require.Equal(t, "mine too", has("SPEC.md"))
	kept, err := filepath.Glob(filepath.Join(b.dir, ".course", "backup", "*", "counter.go"))
	require.NoError(t, err)
	require.Len(t, kept, 1)
	b.types("ry") // the only one needs no choice
	require.NotEqual(t, "mine too", has("SPEC.md"))
}

func watchPanics(t *testing.T, b *booth) {
	a := b.next()
	close(a.answer)
	var broken *checker.BrokenError
	require.ErrorAs(t, b.end(), &broken)
	require.ErrorContains(t, broken, "panic: the test wanted it")
}

func watchTerminalGone(t *testing.T, b *booth) {
	a := b.next()
	close(b.s.keys)
	<-a.ctx.Done()
	a.answer <- checked{err: a.ctx.Err()}
	require.ErrorContains(t, b.end(), "the terminal is gone")
}
