package gates

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"systems.course/internal/process"
	"systems.course/internal/starter"
)

// offline holds when a student who was sent the starter can work on it: outside
// the repository, with a warm module cache and no network, the go command vets
// it, tidies it without a change to go.mod, and builds its tests.
func (e exercise) offline(ctx context.Context) (o Outcome) {
	files, err := starter.Generate(e.dir(), e.options(starter.Panic))
	if err != nil {
		return problem("%v", err)
	}
	dir, err := os.MkdirTemp("", "course-offline-")
	if err != nil {
		return problem("%v", err)
	}
	defer func() {
		if err := os.RemoveAll(dir); err != nil {
			o.Problems = append(o.Problems, err.Error())
		}
	}()
	if err := writeFiles(dir, files); err != nil {
		return problem("%v", err)
	}
	for _, args := range [][]string{{"vet", "./..."}, {"mod", "tidy"}, {"vet", "./..."}, {"test", "-run", "^$", "./..."}} {
		if err := goOffline(ctx, dir, args); err != nil {
			o.Problems = append(o.Problems, err.Error())
		}
	}
	if err := tidied(filepath.Join(dir, "go.mod"), files["go.mod"]); err != nil {
		o.Problems = append(o.Problems, err.Error())
	}
	return o
}

// tidied says which lines go mod tidy has changed in the starter's go.mod.
func tidied(name string, was []byte) error {
	is, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var changed []string
	for _, d := range []struct {
		sign     string
		of, from []byte
	}{{"-", was, is}, {"+", is, was}} {
		others := strings.Split(string(d.from), "\n")
		for line := range strings.Lines(string(d.of)) {
			if line = strings.TrimSuffix(line, "\n"); !slices.Contains(others, line) {
				changed = append(changed, d.sign+line)
			}
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return fmt.Errorf("go mod tidy changes the starter's go.mod: mark what it drops //course:absent in the solution's go.mod, or import it in a file that goes along\n%s", strings.Join(changed, "\n"))
}

func goOffline(ctx context.Context, dir string, args []string) error {
	tool, err := exec.LookPath("go")
	if err != nil {
		return err
	}
	r, err := process.Run(ctx, process.Command{
		Path: tool, Args: args, Dir: dir, Limit: 3 * time.Minute,
		Env: append(os.Environ(), "GOPROXY=off", "GOWORK=", "GOFLAGS="),
	})
	if err != nil {
		return err
	}
	if r.TimedOut || r.Exit != 0 {
		return fmt.Errorf("go %s in the starter, without a network: exit code %d\n%s%s",
			strings.Join(args, " "), r.Exit, r.Stderr, r.Stdout)
	}
	return nil
}
