package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"systems.course/internal/catalog"
	"systems.course/internal/starter"
	"systems.course/internal/ui"
	"systems.course/internal/workspace"
)

func newCompare(a *app) *cobra.Command {
	var number int
	cmd := &cobra.Command{
		Use:   "compare [EXERCISE]",
		Short: "Show your code of a stage beside the reference's, once the stage passes",
		Args:  cobra.MaximumNArgs(1), ValidArgsFunction: a.complete,
		RunE: func(_ *cobra.Command, args []string) error {
			w, x, err := a.workspace(args)
			if err != nil {
				return err
			}
			return a.compare(w, x, number)
		},
	}
	cmd.Flags().IntVar(&number, "stage", 0, "the stage (default: the last one that passes)")
	return cmd
}

func (a *app) compare(w *workspace.Workspace, x *catalog.Exercise, number int) error {
	if number == 0 {
		number = max(1, min(w.Best, len(x.Stages)))
	}
	current, err := stage(x, number)
	if err != nil {
		return err
	}
	if number > w.Best {
		return fmt.Errorf("stage %d has not passed yet; the reference is shown once it has (it lies in %s for those who can't wait)", number, x.Solution)
	}
	decls, err := starter.Stages(a.course.Path(x.Solution))
	if err != nil {
		return err
	}
	s := a.screen
	s.Printf("%s\n", s.Paint(ui.Bold, fmt.Sprintf("Stage %d: %s", current.N, current.Title)))
	s.Printf("The reference is the finished one: it does what later stages ask for, too.")
	shown := decls[number]
	if len(shown) == 0 {
		s.Printf("This stage has no functions of its own; these are of the stages before it.")
		for n := 1; n < number; n++ {
			shown = append(shown, decls[n]...)
		}
	}
	for _, d := range shown {
		if err := a.compareDecl(w, x, d); err != nil {
			return err
		}
	}
	return a.commentary(x, number)
}

// compareDecl shows one declaration of the stage: the student's, then the
// reference's.
func (a *app) compareDecl(w *workspace.Workspace, x *catalog.Exercise, d starter.Decl) error {
	mine, err := starter.FindDecl(filepath.Join(w.Dir, filepath.FromSlash(path.Dir(d.File))), d.Name)
	switch {
	case errors.Is(err, starter.ErrNoDecl):
		mine = starter.Decl{File: "nowhere", Text: "(there is none of this name)"}
	case err != nil:
		return err
	}
	s := a.screen
	reference := fmt.Sprintf("%s:%d", short(filepath.Join(a.course.Path(x.Solution), filepath.FromSlash(d.File))), d.Line)
	s.Printf("\n%s\n%s", s.Paint(ui.Cyan, fmt.Sprintf("── yours      %s  %s:%d", d.Name, mine.File, mine.Line)), withoutDoc(mine.Text))
	s.Printf("%s\n%s", s.Paint(ui.Green, fmt.Sprintf("── reference  %s  %s", d.Name, reference)), withoutDoc(d.Text))
	return nil
}

// withoutDoc leaves out the doc comment, which the starter had already.
func withoutDoc(text string) string {
	for strings.HasPrefix(text, "//") {
		_, text, _ = strings.Cut(text, "\n")
	}
	return text
}

// commentary prints the decisions of COMMENTARY.md whose headings end with the
// stage's number, and where the rest is.
func (a *app) commentary(x *catalog.Exercise, number int) error {
	file := a.course.Path(path.Join(x.Solution, "COMMENTARY.md"))
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	shown, mark := false, fmt.Sprintf("(stage %d)", number)
	var decision strings.Builder
	flush := func() {
		if decision.Len() > 0 {
			a.screen.Printf("%s", a.screen.Wrap(decision.String(), "  "))
			decision.Reset()
		}
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "#") {
			flush()
			if shown = strings.HasSuffix(line, mark); shown {
				a.screen.Printf("\n%s", a.screen.Paint(ui.Bold, strings.TrimLeft(line, "# ")))
				continue
			}
		}
		if shown {
			decision.WriteString(line + "\n")
		}
	}
	flush()
	a.screen.Printf("\nWhy it is as it is: %s", short(file))
	return nil
}
