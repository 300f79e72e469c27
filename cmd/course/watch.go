package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"systems.course/internal/checker"
	"systems.course/internal/ui"
	"systems.course/internal/watch"
)

func newWatch(a *app) *cobra.Command {
	var run checkRun
	var manual bool
	cmd := &cobra.Command{
		Use:   "watch [EXERCISE]",
		Short: "Check your code again at every save",
		Long: `Check your code at once, and again at every save: the stage that you are at
first, then those before it, and when all hold, on to the next that fails. What
a check says is shown in place, and keys do the rest: a hint, all stages, reset,
quit; ? shows them all. In manual mode it checks when you say so.

Where keys cannot be read, in a pipe or in a job of an editor, it prints what
each check says, one after the other, until it is interrupted.`,
		Example:           "  course watch\n  course watch lru-cache --race\n  course watch --manual",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.resolve(&run, args); err != nil {
				return err
			}
			return a.watch(cmd.Context(), run, manual)
		},
	}
	f := cmd.Flags()
	f.StringVar(&run.dir, "dir", "", "watch the files of this folder")
	f.BoolVar(&run.race, "race", false, "check under the race detector (needs a C compiler)")
	f.BoolVar(&manual, "manual", false, "check when a key is pressed, not at every save")
	return cmd
}

// watch takes over the terminal, if there is one, and gives it back however it
// ends.
func (a *app) watch(ctx context.Context, run checkRun, manual bool) (err error) {
	live, err := ui.Take(os.Stdin, os.Stdout)
	if errors.Is(err, ui.ErrNoTerminal) {
		if manual {
			return errors.New("--manual needs a terminal: no keys can be read here")
		}
		return a.newSession(run, false, nil).run(ctx)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, live.Release()) }()
	s := a.newSession(run, manual, live)
	var stop func()
	s.signals, stop = terminalSignals()
	defer stop()
	// It waits for a key when the session ends, and ends with the process.
	go s.guard(func() {
		if err := live.Keys(func(k ui.Key) bool { s.keys <- k; return true }); err != nil {
			s.fail(fmt.Errorf("reading the keys: %w", err))
		}
		close(s.keys)
	})
	return s.run(ctx)
}

// checkForWatch is check without showing and keeping: the session does that.
func (a *app) checkForWatch(ctx context.Context, run checkRun, hears listener) (checkReport, error) {
	report := checkReport{Exercise: run.exercise.Name, Of: len(run.exercise.Stages), Outcome: "passed"}
	v := &view{screen: a.screen, course: a.course, run: run, quiet: true, hears: hears}
	err := a.runStages(ctx, run, v, &report)
	return report, err
}

// run watches until a key or ctx ends it. The error is nil after a key.
func (s *session) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer s.work.Wait()
	defer cancel()
	s.ctx = ctx
	s.start(func() {
		watch.Folder(ctx, s.job.dir, func(st watch.State) { send(ctx, s.states, st) })
	})
	for {
		s.draw()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-s.fatal:
			return err
		case k, ok := <-s.keys:
			if err := s.pressed(k, ok); errors.Is(err, errQuit) {
				return nil
			} else if err != nil {
				return err
			}
		case st := <-s.states:
			s.changed(st)
		case s.status = <-s.doing:
		case r := <-s.stages:
			s.ahead(r)
		case r := <-s.results:
			s.ended(r)
		case signal := <-s.signals:
			if err := s.signalled(signal); err != nil {
				return err
			}
		}
	}
}

// pressed does what a key is for, and those that wait behind it: a frame for each
// key of a pasted text would take seconds.
func (s *session) pressed(k ui.Key, ok bool) error {
	for {
		if !ok {
			return errors.New("the terminal is gone")
		}
		if err := s.key(k); err != nil {
			return err
		}
		select {
		case k, ok = <-s.keys:
		default:
			return nil
		}
	}
}

// start runs f until the session ends, which waits for it.
func (s *session) start(f func()) {
	s.work.Go(func() { s.guard(f) })
}

// guard turns a panic of f into an end of the session, since a panic of a
// goroutine of its own would leave the terminal as it is.
func (s *session) guard(f func()) {
	defer func() {
		if p := recover(); p != nil {
			s.fail(&checker.BrokenError{Doing: "watching", Err: fmt.Errorf("panic: %v\n%s", p, debug.Stack())})
		}
	}()
	f()
}

// fail ends the session with the first error that it is given.
func (s *session) fail(err error) {
	select {
	case s.fatal <- err:
	default:
	}
}
