package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"systems.course/internal/catalog"
	"systems.course/internal/ui"
	"systems.course/internal/workspace"
)

func newHint(a *app) *cobra.Command {
	var number int
	cmd := &cobra.Command{
		Use:   "hint [EXERCISE]",
		Short: "Show the next hint of the stage that you are at",
		Long: `Show the hints of a stage up to the next one: a nudge, the idea, almost the code.
Each call goes one rung further; after the last one, all are shown again.`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.complete,
		RunE:              func(_ *cobra.Command, args []string) error { return a.hint(args, number) },
	}
	cmd.Flags().IntVar(&number, "stage", 0, "a stage other than the one that you are at")
	return cmd
}

func (a *app) hint(args []string, number int) error {
	w, x, err := a.workspace(args)
	if err != nil {
		return err
	}
	if number == 0 {
		number = min(w.Passed+1, len(x.Stages))
	}
	current, err := stage(x, number)
	if err != nil {
		return err
	}
	seen, err := another(w, current)
	if err != nil {
		return err
	}
	showHints(a.screen, current, seen)
	if left := len(current.Hints) - seen; left > 0 {
		a.screen.Printf("\n  %s left: %s", count(left, "hint"), a.screen.Paint(ui.Cyan, self()+" hint"))
	} else {
		a.screen.Printf("\n  no more hints: that was the last one of this stage")
	}
	return nil
}

// another goes one rung further and returns how many have been seen then.
func another(w *workspace.Workspace, current *catalog.Stage) (int, error) {
	seen := min(w.Hints[current.N]+1, len(current.Hints))
	if seen == 0 {
		return 0, fmt.Errorf("stage %d has no hints", current.N)
	}
	w.Hints[current.N] = seen
	if err := w.Save(); err != nil {
		return 0, fmt.Errorf("the hints that you have seen cannot be kept: %w", err)
	}
	return seen, nil
}

// showHints shows the first hints of a stage.
func showHints(s *ui.Screen, current *catalog.Stage, seen int) {
	s.Printf("%s", s.Paint(ui.Bold, fmt.Sprintf("Stage %d: %s", current.N, current.Title)))
	for _, hint := range current.Hints[:seen] {
		s.Printf("\n  %s\n\n%s", s.Paint(ui.Cyan, hint.Title), s.Wrap(hint.Text, "    "))
	}
}
