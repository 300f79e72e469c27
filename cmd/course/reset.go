package main

import (
	"bufio"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"systems.course/internal/catalog"
	"systems.course/internal/workspace"
)

func newReset(a *app) *cobra.Command {
	var exercise string
	var all, yes bool
	cmd := &cobra.Command{
		Use:   "reset [FILE…]",
		Short: "Put files back to how the starter had them",
		Long: `Put files of a workspace back to how the starter has them: the named ones, or
with --all every one that differs. It asks first, and what it replaces is copied
to .course/backup in the workspace. Files that you have added stay.`,
		Example: "  course reset cache.go\n  course reset --all --exercise lru-cache",
		RunE: func(_ *cobra.Command, args []string) error {
			if all == (len(args) > 0) {
				return errors.New("name the files to reset, or give --all")
			}
			return a.reset(exercise, args, yes)
		},
	}
	cmd.Flags().StringVar(&exercise, "exercise", "", "the exercise, if you are not in its folder")
	cmd.Flags().BoolVar(&all, "all", false, "reset every file of the starter that differs")
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}

func (a *app) reset(exercise string, names []string, yes bool) error {
	var args []string
	if exercise != "" {
		args = []string{exercise}
	}
	w, x, err := a.workspace(args)
	if err != nil {
		return err
	}
	files, err := a.starter(x, w.Dir)
	if err != nil {
		return err
	}
	changed, err := resettable(w, x, files, names)
	if err != nil {
		return err
	}
	if len(changed) == 0 {
		a.screen.Printf("nothing differs from the starter")
		return nil
	}
	a.screen.Printf("to be replaced by the starter's, in %s:\n  %s", short(w.Dir), strings.Join(changed, "\n  "))
	if !yes {
		if err := a.confirm(); err != nil {
			return err
		}
	}
	backup, err := w.Restore(files, changed, time.Now())
	if err != nil {
		return fmt.Errorf("%w; what was replaced before lies in %s", err, filepath.Join(w.Dir, ".course", "backup"))
	}
	a.screen.Printf("done; what was there is in %s", short(backup))
	return nil
}

// resettable returns those of the starter's files that differ, of the names if
// there are any.
func resettable(w *workspace.Workspace, x *catalog.Exercise, files map[string][]byte, names []string) ([]string, error) {
	changed, err := w.Changed(files)
	if err != nil || len(names) == 0 {
		return changed, err
	}
	var wanted []string
	for _, name := range names {
		clean, err := inside(w.Dir, name)
		if err != nil {
			return nil, err
		}
		if _, ok := files[clean]; !ok {
			nearest := catalog.Nearest(clean, slices.Sorted(maps.Keys(files)))
			hint := ""
			if len(nearest) > 0 {
				hint = "; nearest: " + strings.Join(nearest, ", ")
			}
			return nil, fmt.Errorf("the starter of %s has no file %q%s", x.Name, clean, hint)
		}
		if slices.Contains(changed, clean) {
			wanted = append(wanted, clean)
		}
	}
	return wanted, nil
}

// inside returns a file's name in the workspace, with slashes: as it is given,
// or relative to the working directory.
func inside(dir, name string) (string, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	if rel, err := filepath.Rel(dir, abs); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel), nil
	}
	return filepath.ToSlash(filepath.Clean(name)), nil
}

// confirm asks on a terminal, and refuses where nobody can answer.
func (a *app) confirm() error {
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return errors.New("nothing was changed: this is no terminal to ask on, so --yes is needed")
	}
	fmt.Print("replace them? [y/N] ")
	answer, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	if !strings.EqualFold(strings.TrimSpace(answer), "y") {
		return errors.New("nothing was changed")
	}
	return nil
}
