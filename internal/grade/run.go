package grade

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
	"systems.course/internal/grade/intake"
)

// openPerJob bounds the attempts that are open at once, for each one has a
// scratch folder. More than one for a job lets the others go on beside an attempt
// that hangs.
const openPerJob = 2

// maxBroken is how many attempts in a row may break in the same way before the
// machine is held to be at fault, and the run ends.
const maxBroken = 3

// A run is one call of Session.Run. The slots are goroutines that each take the
// next unit: opening an attempt, or building and checking one of its stages.
type run struct {
	*Session
	ctx    context.Context
	cancel context.CancelFunc
	events chan Event
	hidden []string // what the attempts and the reports lie in, which is nothing for others' eyes

	mu     sync.Mutex
	ready  *sync.Cond // something of what follows has changed
	works  []*work
	next   int    // the first of works that was not opened yet
	open   int    // works that are opened and have not ended
	fatal  error  // ends the run
	broken string // how the last attempt broke
	times  int    // attempts in a row that broke in that way
}

// A work is an attempt on its way. What comes first is set by the unit that opens
// it and the one that ends it; what follows opened is guarded by run.mu.
type work struct {
	submission *intake.Submission
	attempt    *Attempt
	temp       string // where it is unpacked
	judge      judge

	opened   bool
	ended    bool // no unit will be at it any more
	busy     int  // units that run
	building bool // one of them builds; builds of one attempt take turns
	started  []bool
	results  []*checker.StageResult
	took     time.Duration
	err      error // why it is broken or unfit
}

// Run judges the class and says what came of it. When ctx ends, or the machine
// is at fault, the report has the attempts without a verdict as Pending, and comes
// with an error: that of ctx, or a *checker.BrokenError.
func (s *Session) Run(ctx context.Context) (*Report, error) {
	report := s.newReport()
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &run{Session: s, ctx: inner, cancel: cancel, events: make(chan Event)}
	r.ready = sync.NewCond(&r.mu)
	r.hidden = append(r.hidden, s.o.Out) // what came of the others, and their files
	for i, sub := range s.o.Class.Submissions {
		report.Attempts = append(report.Attempts, Attempt{Name: sub.Name, Source: sub.Source, Status: Pending, Stages: []checker.StageResult{}})
		r.works = append(r.works, r.newWork(i, sub))
		r.hidden = append(r.hidden, sub.Source, filepath.Dir(sub.Source))
	}
	for i, w := range r.works {
		w.attempt = &report.Attempts[i]
	}
	r.judgeAll()
	closeErr := r.closeAll() // it changes no verdict
	err := r.fatal
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = compare(ctx, report, s.ground.material)
	}
	if err == nil {
		report.Finished = time.Now().UTC()
	}
	return report, errors.Join(err, closeErr)
}

func (r *run) newWork(i int, sub *intake.Submission) *work {
	stages := len(r.o.Class.Exercise.Stages)
	return &work{
		submission: sub, temp: filepath.Join(r.o.Out, unpacked, strconv.Itoa(i)),
		started: make([]bool, stages), results: make([]*checker.StageResult, stages),
	}
}

// judgeAll returns when no unit runs any more.
func (r *run) judgeAll() {
	stop := context.AfterFunc(r.ctx, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.ready.Broadcast()
	})
	defer stop()
	var slots sync.WaitGroup
	for range r.o.Jobs {
		slots.Go(func() {
			for unit := r.wait(); unit != nil; unit = r.wait() {
				unit()
			}
		})
	}
	go func() {
		slots.Wait()
		close(r.events)
	}()
	for e := range r.events {
		if r.o.Progress != nil {
			r.o.Progress(e)
		}
	}
}

// begin opens an attempt and takes over what the journal has of it.
func (r *run) begin(w *work) {
	err := r.openAttempt(w)
	if r.ctx.Err() != nil {
		return
	}
	r.mu.Lock()
	decided := 0
	w.err = err
	if err == nil {
		w.opened = true
		for n, rec := range kept(r.records, w.attempt.Name, w.attempt.Hash) {
			if n >= 1 && n <= len(w.results) {
				w.results[n-1] = &rec.Result
				w.took += time.Duration(rec.Seconds * float64(time.Second))
				decided++
			}
		}
		decided += r.skipLocked(w)
	}
	ended, rest := r.settleLocked(w)
	r.mu.Unlock()
	r.tell(w, decided+rest, ended)
}

func (r *run) openAttempt(w *work) error {
	a, err := w.submission.Open(w.temp)
	if err != nil {
		return err
	}
	w.attempt.Commit = a.Commit
	w.judge, err = r.Session.open(r.ctx, checker.Job{
		Course: r.o.Course, Exercise: r.o.Class.Exercise, Attempt: a.Dir, Race: r.o.Race, Seed: r.header.Seed, Kit: r.ground.kit,
		Sandbox: r.o.Sandbox, Hidden: r.hidden, CheckLimit: r.o.CheckLimit, BuildLimit: r.o.BuildLimit, Limits: r.o.Limits,
	})
	if err != nil {
		return err
	}
	w.attempt.Hash = w.judge.Hash()
	return nil
}

// skipLocked gives their result to the stages that need one that does not hold,
// and returns how many those are.
func (r *run) skipLocked(w *work) int {
	skipped := 0
	for i, stage := range r.o.Class.Exercise.Stages {
		if w.results[i] != nil || w.started[i] || !w.decided(stage.Needs) {
			continue
		}
		if reason := checker.Unmet(stage, w.inOrder()); reason != "" {
			result := checker.Skip(stage, reason)
			w.results[i] = &result
			skipped++
		}
	}
	return skipped
}

// inOrder returns the results that are there.
func (w *work) inOrder() []checker.StageResult {
	all := []checker.StageResult{}
	for _, result := range w.results {
		if result != nil {
			all = append(all, *result)
		}
	}
	return all
}

// stage builds and checks a stage, and puts down what came of it.
func (r *run) stage(w *work, n int) {
	begin := time.Now()
	err := w.judge.Build(r.ctx, n)
	r.mu.Lock()
	w.building = false
	r.ready.Broadcast()
	r.mu.Unlock()
	var result checker.StageResult
	if err == nil {
		result, err = w.judge.Stage(r.ctx, n, nil)
	}
	took := time.Since(begin)
	if err == nil {
		result = plain(result)
		rec := record{w.attempt.Name, w.attempt.Hash, took.Seconds(), result}
		if err := r.journal.add(rec); err != nil {
			r.stop(&checker.BrokenError{Doing: "writing the journal", Err: err, Help: "Make room, or choose another --out."})
		}
	}
	r.mu.Lock()
	w.busy--
	decided := 0
	switch {
	case err == nil:
		w.results[n-1] = &result
		w.took += took
		decided = 1 + r.skipLocked(w)
	case r.ctx.Err() == nil && w.err == nil:
		w.err = err
	}
	ended, rest := r.settleLocked(w)
	r.mu.Unlock()
	r.tell(w, decided+rest, ended)
}

// plain leaves out what a report's file does not have either, so that a result
// is the same whether it was read from the journal or not.
func plain(result checker.StageResult) checker.StageResult {
	if result.Checks == nil {
		result.Checks = []checker.CheckResult{}
	}
	for i := range result.Checks {
		result.Checks[i].Check = catalog.Check{}
	}
	return result
}

// settleLocked reports at the end of a unit whether the attempt has ended with it,
// and how many stages are decided by that: all that a broken or unfit one leaves.
func (r *run) settleLocked(w *work) (ended bool, rest int) {
	r.ready.Broadcast()
	rest = len(w.results) - len(w.inOrder())
	w.ended = w.busy == 0 && (w.err == nil && rest == 0 || w.err != nil && r.ctx.Err() == nil)
	if !w.ended {
		rest = 0
	}
	return w.ended, rest
}

// tell sends the event of a unit, after closing the attempt if that was its last.
func (r *run) tell(w *work, decided int, ended bool) {
	e := Event{Units: decided}
	if ended {
		e.Ended = r.end(w)
	}
	r.events <- e
}
