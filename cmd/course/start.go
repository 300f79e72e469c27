package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"systems.course/internal/catalog"
	"systems.course/internal/ui"
	"systems.course/internal/workspace"
)

func newStart(a *app) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "start EXERCISE",
		Short: "Make a folder to work in and show the first check",
		Long: `Make the starter of an exercise and show its first failing check.

The starter compiles: every function is there, with its documentation and a body
that says in which stage you write it. It is a Go module of its own, so you can
work on it anywhere, offline too.`,
		Example:           "  course start lru-cache\n  course start lru-cache --dir ~/lru",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			w, x, err := a.start(cmd, args[0], dir)
			if err != nil {
				return err
			}
			return a.firstCheck(cmd, w, x)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "the folder to make (default work/EXERCISE)")
	return cmd
}

func (a *app) start(cmd *cobra.Command, name, dir string) (*workspace.Workspace, *catalog.Exercise, error) {
	x, err := a.exercise(name)
	if err != nil {
		return nil, nil, err
	}
	place := workspace.Default(a.course.Root, x.Name)
	if dir == "" {
		dir = place
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, nil, err
	}
	files, err := a.starter(x, dir)
	if err != nil {
		return nil, nil, err
	}
	w, err := workspace.Create(cmd.Context(), dir, x.Name, files)
	if errors.Is(err, workspace.ErrExists) {
		return nil, nil, a.exists(dir, x)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s cannot be made: %w; choose another place with --dir", short(dir), err)
	}
	if err := workspace.Remember(a.course.Root, x.Name, dir); err != nil {
		return nil, nil, fmt.Errorf("%s is made, but the course cannot remember it: %w", short(dir), err)
	}
	s := a.screen
	s.Printf("%s\n", s.Paint(ui.Bold, fmt.Sprintf("%s: %s", x.Name, x.Title)))
	s.Printf("  your files   %s", short(dir))
	s.Printf("  the spec     %s", short(a.course.Path(x.Spec)))
	s.Printf("  the stages   %d, this is the first:\n", len(x.Stages))
	return w, x, nil
}

// exists explains what is in the way, and what can be done.
func (a *app) exists(dir string, x *catalog.Exercise) error {
	w, err := workspace.Open(dir)
	var old *workspace.FormatError
	switch {
	case errors.As(err, &old):
		return err
	case err != nil:
		return fmt.Errorf("%s is not empty and is no workspace of the course: nothing was changed; choose another place with --dir", short(dir))
	case w.Exercise != x.Name:
		return fmt.Errorf("%s is the workspace of %s: nothing was changed; choose another place with --dir", short(dir), w.Exercise)
	}
	return fmt.Errorf("%s is started already, in %s (%d of %d stages): nothing was changed; go on with `%s check`, begin again with `%s reset --all`, or choose another place with --dir",
		x.Name, short(dir), w.Passed, len(x.Stages), self(), self())
}

// firstCheck shows the first failing check of a new workspace. That it fails is
// what is expected, and not an error of this command.
func (a *app) firstCheck(cmd *cobra.Command, w *workspace.Workspace, x *catalog.Exercise) error {
	err := a.check(cmd.Context(), checkRun{workspace: w, exercise: x, dir: w.Dir})
	if errors.Is(err, errFailed) {
		a.screen.Printf("  This is where you begin. Read the stage in the spec, write, and run")
		a.screen.Printf("  %s", a.screen.Paint(ui.Cyan, self()+" check"))
		return nil
	}
	return err
}
