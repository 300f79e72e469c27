package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"systems.course/internal/catalog"
	"systems.course/internal/starter"
	"systems.course/internal/ui"
	"systems.course/internal/workspace"
)

// An app is what the commands share.
type app struct {
	screen *ui.Screen
	root   string // flag --course
	course *catalog.Course
}

// open finds and loads the course.
func (a *app) open() error {
	root, err := a.findRoot()
	if err != nil {
		return err
	}
	a.course, err = catalog.Load(root)
	return err
}

// findRoot looks at --course, COURSE_ROOT, the working directory and those
// above it, and at last where this program's source was.
func (a *app) findRoot() (string, error) {
	for _, given := range []string{a.root, os.Getenv("COURSE_ROOT")} {
		if given != "" {
			return filepath.Abs(given)
		}
	}
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	root, err := catalog.FindRoot(here)
	if err == nil {
		return root, nil
	}
	if _, source, _, ok := runtime.Caller(0); ok {
		if root, err := catalog.FindRoot(filepath.Dir(source)); err == nil {
			return root, nil
		}
	}
	return "", fmt.Errorf("%w; go there, or say where it is with --course or COURSE_ROOT", err)
}

// self is how the user calls this program: by its name, or through `go run`,
// which builds it in a temporary folder.
func self() string {
	program, err := os.Executable()
	if err == nil && strings.Contains(filepath.ToSlash(program), "/go-build") {
		return "go run ./cmd/course"
	}
	return "course"
}

// exercise returns the one of that name, with its checks there.
func (a *app) exercise(name string) (*catalog.Exercise, error) {
	x, err := a.course.Find(name)
	if err != nil {
		return nil, fmt.Errorf("%w; `%s list` shows all", err, self())
	}
	if !x.Ready() {
		return nil, fmt.Errorf("the checks of %s are still to come; its spec is there to read: %s", x.Name, x.Spec)
	}
	return x, nil
}

// workspace returns the student's folder that a command is about, with its
// exercise: the one named, the one that the working directory is in, or the one
// worked on last.
func (a *app) workspace(args []string) (*workspace.Workspace, *catalog.Exercise, error) {
	w, err := a.findWorkspace(args)
	if err != nil {
		return nil, nil, err
	}
	x, err := a.exercise(w.Exercise)
	return w, x, err
}

func (a *app) findWorkspace(args []string) (*workspace.Workspace, error) {
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	inside, err := workspace.Find(here)
	if err != nil && !errors.Is(err, workspace.ErrNone) {
		return nil, err
	}
	if len(args) == 0 {
		if inside != nil {
			return inside, nil
		}
		w, err := workspace.Latest(a.course.Root, a.names())
		if errors.Is(err, workspace.ErrNone) {
			return nil, fmt.Errorf("nothing is started yet; begin with `%s start %s`", self(), a.first())
		}
		return w, err
	}
	x, err := a.exercise(args[0])
	if err != nil {
		return nil, err
	}
	if inside != nil && inside.Exercise == x.Name {
		return inside, nil
	}
	w, err := workspace.OfExercise(a.course.Root, x.Name)
	if errors.Is(err, workspace.ErrNone) {
		return nil, fmt.Errorf("%s is not started yet; begin with `%s start %s`", x.Name, self(), x.Name)
	}
	return w, err
}

// names returns the exercises that can be started.
func (a *app) names() []string {
	var names []string
	for x := range a.course.Exercises() {
		if x.Ready() {
			names = append(names, x.Name)
		}
	}
	return names
}

func (a *app) first() string {
	if names := a.names(); len(names) > 0 {
		return names[0]
	}
	return "EXERCISE"
}

// complete offers the exercises' names.
func (a *app) complete(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	if err := a.open(); err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return a.names(), cobra.ShellCompDirectiveNoFileComp
}

// starter generates the files of an exercise's starter for a folder, with a copy
// of the spec for those who work away from the course.
func (a *app) starter(x *catalog.Exercise, dir string) (map[string][]byte, error) {
	files, err := starter.Generate(a.course.Path(x.Solution), starter.Options{
		Titles: x.Titles(), Checkkit: a.course.Path("checkkit"),
	})
	if err != nil {
		return nil, fmt.Errorf("the starter of %s cannot be made: %w", x.Name, err)
	}
	spec, err := os.ReadFile(a.course.Path(x.Spec))
	if err != nil {
		return nil, err
	}
	along := map[string]string{}
	for name := range files {
		along[path.Join(x.Solution, name)] = name
	}
	files[specFile] = workspace.Relink(spec, a.course.Root, x.Spec, dir, along)
	return files, nil
}

// specFile is the copy of the spec in a workspace.
const specFile = "SPEC.md"

// short returns a path as the user would type it: relative to the working
// directory if it lies below it.
func short(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	rel, err := filepath.Rel(here, path)
	switch {
	case err != nil || strings.HasPrefix(rel, ".."):
		return path
	case rel == ".":
		return "this folder"
	}
	return rel
}

// stage returns the stage of a flag's number.
func stage(x *catalog.Exercise, n int) (*catalog.Stage, error) {
	s := x.Stage(n)
	if s == nil {
		return nil, fmt.Errorf("%s has the stages 1 to %d, not %d", x.Name, len(x.Stages), n)
	}
	return s, nil
}
