package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"systems.course/internal/catalog"
	"systems.course/internal/ui"
	"systems.course/internal/workspace"
)

func newList(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "Show every exercise and how far you are",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return a.list() },
	}
}

// overview shows the modules, where the student is and what is next.
func (a *app) overview() error {
	s := a.screen
	s.Printf("%s\n", s.Paint(ui.Bold, "The systems course"))
	for _, m := range a.course.Modules {
		s.Printf("  %s", a.moduleLine(m))
	}
	s.Printf("")
	w, err := workspace.Latest(a.course.Root, a.names())
	switch {
	case errors.Is(err, workspace.ErrNone):
		s.Printf("Begin:  %s", s.Paint(ui.Cyan, self()+" start "+a.first()))
		return nil
	case err != nil:
		return err
	}
	x, err := a.exercise(w.Exercise)
	if err != nil {
		return err
	}
	s.Printf("You are at %s, %d of %d stages, in %s", x.Name, w.Passed, len(x.Stages), short(w.Dir))
	if next := x.Stage(w.Passed + 1); next != nil {
		s.Printf("Next:   stage %d, %s\n        %s", next.N, next.Title, s.Paint(ui.Cyan, self()+" check "+x.Name))
		return nil
	}
	s.Printf("Next:   all stages hold; see %s", s.Paint(ui.Cyan, self()+" compare "+x.Name))
	return nil
}

func (a *app) moduleLine(m *catalog.Module) string {
	title := strings.TrimPrefix(m.Title, fmt.Sprintf("Module %02d: ", m.Number))
	ready, done, stages := 0, 0, 0
	for _, x := range m.Exercises {
		if !x.Ready() {
			continue
		}
		ready++
		stages += len(x.Stages)
		if w, err := workspace.OfExercise(a.course.Root, x.Name); err == nil {
			done += min(w.Passed, len(x.Stages))
		}
	}
	state := a.screen.Paint(ui.Faint, "to come")
	switch {
	case done > 0:
		state = fmt.Sprintf("%s %d/%d stages", a.screen.Bar(done, stages), done, stages)
	case ready > 0:
		state = fmt.Sprintf("%s, %s", count(ready, "exercise"), count(len(m.Lectures), "lecture"))
	case len(m.Lectures) > 0:
		state = count(len(m.Lectures), "lecture")
	}
	return fmt.Sprintf("%02d  %-34s %s", m.Number, title, state)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (a *app) list() error {
	s := a.screen
	for _, m := range a.course.Modules {
		if len(m.Exercises) == 0 {
			continue
		}
		s.Printf("%s", s.Paint(ui.Bold, m.Title))
		for _, x := range m.Exercises {
			s.Printf("  %-18s %-34s %s", x.Name, x.Title, a.state(x))
		}
	}
	s.Printf("\nStart one with `%s start NAME`.", self())
	return nil
}

// state says how far the student is in an exercise.
func (a *app) state(x *catalog.Exercise) string {
	if !x.Ready() {
		return "checks to come"
	}
	w, err := workspace.OfExercise(a.course.Root, x.Name)
	switch {
	case errors.Is(err, workspace.ErrNone):
		return count(len(x.Stages), "stage")
	case err != nil:
		return "cannot be read: " + err.Error()
	}
	return fmt.Sprintf("%s %d/%d", a.screen.Bar(w.Passed, len(x.Stages)), w.Passed, len(x.Stages))
}
