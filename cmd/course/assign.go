package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"
	"golang.org/x/mod/modfile"

	"systems.course/internal/assign"
	"systems.course/internal/catalog"
	"systems.course/internal/ui"
	"systems.course/internal/workspace"
)

// An assignRun is one call of assign.
type assignRun struct {
	dir        string
	repository string
	ref        string
	seed       string
}

func newAssign(a *app) *cobra.Command {
	var run assignRun
	cmd := &cobra.Command{
		Use:   "assign EXERCISE --dir DIR",
		Short: "For mentors: make an assignment repository of an exercise",
		Long: `Make the files of an assignment repository: the starter, the spec, a README for
the student, and workflows that grade each push for GitHub Classroom and GitLab.

The workflows take the course, with its checks, from its own repository at one
commit, and pass over the checks in the student's. That repository must be one
that they can read. Without the flags it is this checkout's origin, and the
commit that is checked out.`,
		Example: "  course assign lru-cache --dir ../lru-assignment\n" +
			"  course assign lru-cache --dir ../lru-assignment --course-repository OWNER/NAME",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.complete,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.assign(cmd.Context(), args[0], run) },
	}
	f := cmd.Flags()
	f.StringVar(&run.dir, "dir", "", "the folder to make, new or empty")
	f.StringVar(&run.repository, "course-repository", "", "where workflows get the course: OWNER/NAME on GitHub, or a URL (default: this checkout's origin)")
	f.StringVar(&run.ref, "course-ref", "", "the commit, by its full hash (default: the one that is checked out)")
	f.StringVar(&run.seed, "seed", "", "of all that is random in the class's checks (default: a new one)")
	return cmd
}

func (a *app) assign(ctx context.Context, name string, run assignRun) error {
	if run.dir == "" {
		return errors.New("--dir is missing: which folder shall be made?")
	}
	x, err := a.exercise(name)
	if err != nil {
		return err
	}
	checkout, source, err := a.source(ctx, run)
	if err != nil {
		return err
	}
	as, err := a.assignment(x, source, run.seed)
	if err != nil {
		return err
	}
	files, err := a.starter(x, "") // the repository is for another place
	if err != nil {
		return err
	}
	more, err := as.Files(files)
	if err != nil {
		return err
	}
	maps.Copy(files, more)
	dir, err := filepath.Abs(run.dir)
	if err != nil {
		return err
	}
	if _, err = workspace.Create(ctx, dir, x.Name, files); errors.Is(err, workspace.ErrExists) {
		return fmt.Errorf("%s is not empty: nothing was changed; choose another place with --dir", short(dir))
	} else if err != nil {
		return fmt.Errorf("%s cannot be made: %w; choose another place with --dir", short(dir), err)
	}
	a.showAssignment(dir, as, len(files))
	if run.ref == "" {
		a.warn(checkout)
	}
	return nil
}

// source says where workflows get the course, and what is known of the checkout
// if that was asked.
func (a *app) source(ctx context.Context, run assignRun) (c assign.Checkout, s assign.Source, err error) {
	if run.repository == "" || run.ref == "" {
		if c, err = assign.ReadCheckout(ctx, a.course.Root); err != nil {
			return c, s, err
		}
	}
	s, err = c.Source(run.repository, run.ref)
	switch {
	case errors.Is(err, assign.ErrNoRepository):
		err = fmt.Errorf("%w: say with --course-repository where workflows get the course", err)
	case errors.Is(err, assign.ErrNoCommit):
		err = fmt.Errorf("%w: say with --course-ref which one workflows take", err)
	case err != nil && run.repository == "" && run.ref == "":
		err = fmt.Errorf("the checkout's origin: %w; say with --course-repository where workflows get the course", err)
	case err != nil:
		err = fmt.Errorf("%w; see --course-repository and --course-ref", err)
	}
	return c, s, err
}

func (a *app) assignment(x *catalog.Exercise, source assign.Source, seed string) (as assign.Assignment, err error) {
	if seed == "" {
		var random [8]byte
		rand.Read(random[:]) // never fails (go doc crypto/rand.Read)
		seed = strconv.FormatUint(binary.LittleEndian.Uint64(random[:]), 10)
	}
	if _, err := strconv.ParseUint(seed, 10, 64); err != nil {
		return as, fmt.Errorf("--seed %q: a decimal number from 0 to 2^64-1 is wanted", seed)
	}
	licence, err := os.ReadFile(a.course.Path("LICENSE"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return as, err
	}
	mod, err := os.ReadFile(a.course.Path("go.mod"))
	if err != nil {
		return as, err
	}
	parsed, err := modfile.ParseLax("go.mod", mod, nil)
	if err != nil {
		return as, err
	}
	if parsed.Go == nil {
		return as, errors.New("the course's go.mod has no line that says which Go it needs")
	}
	return assign.Assignment{Exercise: x, Source: source, Seed: seed, Go: parsed.Go.Version, Licence: licence}, nil
}

func (a *app) showAssignment(dir string, as assign.Assignment, files int) {
	s := a.screen
	s.Printf("%s\n", s.Paint(ui.Bold, "assignment: "+as.Exercise.Title))
	s.Printf("  files    %d, in %s", files, short(dir))
	s.Printf("  course   %s", as.Source.URL)
	s.Printf("           at %s", as.Source.Ref)
	s.Printf("  seed     %s", as.Seed)
	s.Printf("  points   %d in %d stages\n", as.Points(), len(as.Exercise.Stages))
	s.Printf("  Commit it to a repository of its own and make that a template. In GitHub")
	s.Printf("  Classroom choose it as starter code, and add no tests: it brings its own.")
}

// warn says what may keep a workflow from finding the commit.
func (a *app) warn(c assign.Checkout) {
	note := a.screen.Paint(ui.Yellow, "note")
	if c.Changed {
		a.screen.Printf("  %s     the course has changes that are not in that commit", note)
	}
	if c.Local {
		a.screen.Printf("  %s     no remote branch has that commit, as far as this clone knows", note)
	}
}
