package grade

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"systems.course/internal/checker"
)

// end closes an attempt that no unit is at any more and fills in its verdict.
func (r *run) end(w *work) *Attempt {
	r.conclude(w)
	if err := w.close(); err != nil { // it changes no verdict
		w.attempt.Notes = append(w.attempt.Notes, err.Error())
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open--
	r.ready.Broadcast()
	if w.attempt.Status == Broken {
		r.countBrokenLocked(w.err)
	} else if w.attempt.Status == Graded {
		r.broken, r.times = "", 0
	}
	ended := *w.attempt
	return &ended
}

func (w *work) close() error {
	var err error
	if w.judge != nil {
		err = w.judge.Close()
		w.judge = nil
	}
	return errors.Join(err, os.RemoveAll(w.temp))
}

// countBrokenLocked ends the run if it is the machine that is broken.
func (r *run) countBrokenLocked(err error) {
	how := err.Error()
	var b *checker.BrokenError
	if errors.As(err, &b) {
		how = b.Doing + "\n" + b.Help // the rest may name the attempt
	}
	if how != r.broken {
		r.broken, r.times = how, 0
	}
	if r.times++; r.times >= maxBroken {
		if b == nil {
			b = &checker.BrokenError{Doing: "grading", Err: err}
		}
		r.stopLocked(&checker.BrokenError{
			Doing: b.Doing, Help: b.Help, Err: fmt.Errorf("%w\n%d attempts in a row broke like this, so the run was ended", b.Err, r.times),
		})
	}
}

func (r *run) stop(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stopLocked(err)
}

func (r *run) stopLocked(err error) {
	if r.fatal == nil {
		r.fatal = err
	}
	r.cancel()
}

// closeAll closes what an interrupt has left open, and fills in how far it was.
func (r *run) closeAll() error {
	var errs []error
	for _, w := range r.works {
		if w.judge != nil && !w.ended {
			r.conclude(w)
			w.attempt.Status, w.attempt.Error, w.attempt.Points = Pending, "", 0
		}
		errs = append(errs, w.close())
	}
	return errors.Join(append(errs, os.RemoveAll(filepath.Join(r.o.Out, unpacked)))...)
}
