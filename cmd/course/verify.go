package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"systems.course/internal/catalog"
	"systems.course/internal/gates"
	"systems.course/internal/prose"
	"systems.course/internal/ui"
)

func newVerify(a *app) *cobra.Command {
	var messages bool
	cmd := &cobra.Command{
		Use:   "verify [EXERCISE]",
		Short: "Hold the course's gates (for authors)",
		Long: `Hold the course's gates and show them as a table: that the reference passes, that
stubs and mutants are rejected, that specs, checks and mutants match, and that
the prose shows what the code is and does.`,
		Args: cobra.MaximumNArgs(1), ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			o := gates.Options{}
			if len(args) > 0 {
				x, err := a.exercise(args[0])
				if err != nil {
					return err
				}
				o.Exercise = x.Name
			}
			return a.verify(cmd.Context(), o, messages)
		},
	}
	cmd.Flags().BoolVar(&messages, "messages", false, "show what the checks say to each mutant")
	return cmd
}

// A tally counts the cases of one gate.
type tally struct{ cases, held, skipped int }

func (a *app) verify(ctx context.Context, o gates.Options, messages bool) error {
	s := a.screen
	cases := gates.Cases(a.course, o)
	tallies := map[string]*tally{}
	for _, name := range gates.Names() {
		tallies[name] = &tally{}
	}
	ended, held := 0, true
	err := gates.Run(ctx, cases, func(c gates.Case, outcome gates.Outcome) {
		ended++
		t := tallies[c.Gate]
		t.cases++
		switch {
		case !outcome.Held():
			held = false
			s.Printf("%s  %s  %s\n%s\n", s.Paint(ui.Red, "BROKEN"), c.Gate, c.Subject, ui.Indent(strings.Join(outcome.Problems, "\n"), "  "))
		case outcome.Skipped != "":
			t.skipped++
		default:
			t.held++
		}
		if messages || c.Gate == gates.Prose {
			a.notes(c, outcome)
		}
		s.Status("%d of %d cases, last: %s %s", ended, len(cases), c.Gate, c.Subject)
	})
	if err != nil {
		return err
	}
	a.table(tallies)
	if !held {
		return errFailed
	}
	return nil
}

func (a *app) notes(c gates.Case, o gates.Outcome) {
	if len(o.Notes) > 0 {
		a.screen.Printf("%s\n%s\n", c.Subject, ui.Indent(strings.Join(o.Notes, "\n"), "  "))
	}
}

func (a *app) table(tallies map[string]*tally) {
	s := a.screen
	s.Printf("gate         cases  held  not tried")
	for _, name := range gates.Names() {
		t := tallies[name]
		state := s.Paint(ui.Green, "held")
		switch {
		case t.held+t.skipped < t.cases:
			state = s.Paint(ui.Red, "BROKEN")
		case t.held == 0:
			state = s.Paint(ui.Faint, "nothing to hold")
		}
		s.Printf("%-12s %5d %5d %10d   %s", name, t.cases, t.held, t.skipped, state)
	}
}

func newProse(a *app) *cobra.Command {
	var write bool
	cmd := &cobra.Command{
		Use:   "prose [FILE.md…]",
		Short: "Check what the prose shows, or write it anew (for authors)",
		Args:  cobra.ArbitraryArgs,
		RunE:  func(cmd *cobra.Command, args []string) error { return a.prose(cmd.Context(), args, write) },
	}
	cmd.Flags().BoolVar(&write, "write", false, "write code and outputs into the text, then check")
	return cmd
}

func (a *app) prose(ctx context.Context, files []string, write bool) error {
	p := prose.Checker{Root: a.course.Root, Log: func(format string, args ...any) { a.screen.Printf(format, args...) }}
	all, err := p.Files()
	if err != nil {
		return err
	}
	if files, err = a.proseFiles(files, all); err != nil {
		return err
	}
	if write {
		changed, err := p.Write(ctx, files)
		if err != nil {
			return err
		}
		for _, name := range changed {
			a.screen.Printf("wrote %s", name)
		}
	}
	problems, err := p.Check(ctx, files)
	if err != nil {
		return err
	}
	for _, q := range problems {
		a.screen.Printf("%v", q)
	}
	a.screen.Printf("%s, %s", count(len(files), "file"), count(len(problems), "problem"))
	if len(problems) > 0 {
		return errFailed
	}
	return nil
}

// proseFiles returns the named files as the prose gate names them, or all.
func (a *app) proseFiles(names, all []string) ([]string, error) {
	if len(names) == 0 {
		return all, nil
	}
	var files []string
	for _, name := range names {
		file, err := inside(a.course.Root, name)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(all, file) {
			return nil, errors.Join(fmt.Errorf("%s is no Markdown file of the course", name), nearest(file, all))
		}
		files = append(files, file)
	}
	return files, nil
}

func nearest(name string, all []string) error {
	if near := catalog.Nearest(name, all); len(near) > 0 {
		return fmt.Errorf("nearest: %s", strings.Join(near, ", "))
	}
	return nil
}
