package main

import (
	"context"
	"errors"
	"os"
	"slices"
	"sync"
	"time"

	"systems.course/internal/checker"
	"systems.course/internal/ui"
	"systems.course/internal/watch"
	"systems.course/internal/workspace"
)

// A session is one call of watch. The goroutine of run owns everything but the
// channels: the watching, the check and the keys tell it what happens through
// those, one thing at a time.
type session struct {
	app  *app
	job  checkRun
	live display // nil: no terminal; what happens is printed
	// check looks at the stages of a run, and tells how it goes on.
	check func(ctx context.Context, run checkRun, hears listener) (checkReport, error)

	ctx     context.Context // of the whole session
	work    sync.WaitGroup
	keys    chan ui.Key
	states  chan watch.State
	doing   chan string
	stages  chan checker.StageResult
	results chan checked
	signals <-chan os.Signal
	fatal   chan error

	manual bool
	folder watch.State
	stage  int         // the first that does not hold; 0: not known yet, or all hold
	holds  int         // stages in a row that hold, as far as is known
	rungs  map[int]int // hints seen, where there is no workspace to keep them

	cancel  context.CancelFunc // ends the check that is running; nil: none is
	again   *bool              // a check is to begin, of all stages or not, when that one has ended
	sum     watch.Sum          // of the files as the last check began
	verdict bool               // the last check ended with a verdict on them

	last   checked // what is shown
	before int     // holds, as last began
	panel  panel
	scroll int
	status string // what the check is doing
	notice string // what came of the last key
	reset  resetting
}

// A display is a terminal, or what a test puts in its place.
type display interface {
	Draw(ui.Frame) (scroll int)
	Screen() *ui.Screen
	Release() error
	Resume() error
}

// A checked is what came of a check.
type checked struct {
	report checkReport
	err    error
	all    bool
	at     time.Time // when it ended; zero: none has
}

var errQuit = errors.New("quit")

func (a *app) newSession(run checkRun, manual bool, live *ui.Live) *session {
	s := &session{
		app: a, job: run, manual: manual, check: a.checkForWatch, rungs: map[int]int{},
		keys: make(chan ui.Key, 256), states: make(chan watch.State), doing: make(chan string), stages: make(chan checker.StageResult),
		results: make(chan checked, 1), fatal: make(chan error, 1),
	}
	if live != nil { // a nil pointer in an interface is not nil
		s.live = live
	}
	if run.workspace != nil {
		s.holds = run.workspace.Passed
	}
	return s
}

// changed hears how the folder is now.
func (s *session) changed(now watch.State) {
	first := s.folder == watch.State{}
	s.folder = now
	switch {
	case now.Err != nil:
		if s.cancel != nil {
			s.again, s.sum = nil, watch.Sum{}
			s.cancel()
		}
		s.print()
	case s.manual && !first:
	case now.Sum != s.sum || !s.verdict && s.cancel == nil:
		s.begin(false)
	}
}

// begin begins a check, after the end of the one that is running.
func (s *session) begin(all bool) {
	if s.folder.Err != nil {
		s.notice = "there is nothing to check"
		return
	}
	if s.panel != panelReset {
		s.show(panelResult)
	}
	if all {
		s.show(panelAll)
	}
	if s.cancel != nil {
		s.again = &all
		s.cancel()
		return
	}
	run := s.job
	run.all = all
	if !all {
		run.ahead = s.stage
	}
	ctx, cancel := context.WithCancel(s.ctx)
	s.cancel, s.again, s.sum, s.verdict = cancel, nil, s.folder.Sum, false
	s.status = "reading your files"
	s.start(func() {
		report, err := s.check(ctx, run, listener{
			status: func(text string) { send(ctx, s.doing, text) },
			stage:  func(r checker.StageResult) { send(ctx, s.stages, r) },
		})
		s.results <- checked{report, err, all, time.Now()}
	})
}

// send waits until the session takes v, or has ended the check.
func send[T any](ctx context.Context, c chan<- T, v T) {
	select {
	case c <- v:
	case <-ctx.Done():
	}
}

// ahead hears of each stage while the check goes on. If the current one, which is
// looked at first, does not hold, nobody need wait for the others to read why.
func (s *session) ahead(r checker.StageResult) {
	if r.Stage == s.stage && r.Outcome == checker.Failed && s.again == nil && s.panel == panelResult {
		s.last, s.before = checked{checkReport{Of: len(s.job.exercise.Stages), Stages: []checker.StageResult{r}}, nil, false, time.Now()}, s.holds
	}
}

// ended hears what came of a check.
func (s *session) ended(r checked) {
	s.cancel()
	s.cancel, s.status = nil, ""
	if s.again != nil {
		s.begin(*s.again)
		return
	}
	if s.folder.Err != nil || errors.Is(r.err, context.Canceled) {
		return // it says nothing
	}
	s.last, s.before = r, s.holds
	var unfit *checker.AttemptError
	s.verdict = r.err == nil || errors.As(r.err, &unfit)
	if r.err == nil {
		s.progressed(r.report)
	}
	s.print()
}

// progressed keeps how far the student has come, as check does. Where the current
// stage does not compile, those before it were not looked at, and nothing is new.
func (s *session) progressed(r checkReport) {
	whole := slices.ContainsFunc(r.Stages, func(stage checker.StageResult) bool { return stage.Stage == 1 })
	if !whole || compileError(s.job, r) {
		return
	}
	s.holds, s.stage = r.Passed, r.Passed+1
	if r.Passed == r.Of {
		s.stage = 0
	}
	if err := s.app.keep(s.job, r); err != nil {
		s.notice = err.Error()
		return
	}
	s.reopen()
}

// reopen reads the workspace again, if there is one, since other commands write it
// too. It reports whether it is there to be written: what is not must not be made
// again by a hint or a reset, for it may have been moved away.
func (s *session) reopen() bool {
	if s.job.workspace == nil {
		return true
	}
	w, err := workspace.Open(s.job.dir)
	if err != nil {
		s.notice = err.Error()
		return false
	}
	s.job.workspace = w
	return true
}
