package prose

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Checker checks and regenerates the Markdown files below Root. It may be used concurrently if nothing writes to
// the files meanwhile.
type Checker struct {
	Root string // folder of the repository
	CI   bool   // a missing tool is a Problem; otherwise what needs it is skipped, and logged

	// Log, if set, is told what was skipped, a line at a time, in the files' order, before Check or Write return.
	Log func(format string, args ...any)

	BuildTime   time.Duration // a build may take this long; 0 means three minutes
	RunTime     time.Duration // a program may take this long; 0 means one minute
	OutputLimit int           // bytes that a program or compiler may print on a stream; 0 means 1 MiB
}

// Files lists all Markdown files below the root, sorted, with paths as Check and Write want them. It leaves out the
// students' work/ at the root and all folders called .git, node_modules or testdata.
func (c *Checker) Files() ([]string, error) {
	var files []string
	err := filepath.WalkDir(c.Root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(c.Root, name)
		if err != nil {
			return err
		}
		relative = filepath.ToSlash(relative)
		if entry.IsDir() {
			if relative == "work" || slices.Contains([]string{".git", "node_modules", "testdata"}, entry.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.EqualFold(path.Ext(relative), ".md") {
			files = append(files, relative)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the Markdown files: %w", err)
	}
	slices.Sort(files)
	return files, nil
}

// Check gives the problems of some Markdown files, sorted. The files are slash-separated and relative to Root. An
// error means that the check could not be made: ErrNoGo, a file that cannot be read, or that ctx ended.
func (c *Checker) Check(ctx context.Context, files []string) (problems []Problem, err error) {
	s, err := c.open()
	if err != nil {
		return nil, fmt.Errorf("check the prose: %w", err)
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.check(ctx, files); err != nil {
		return nil, fmt.Errorf("check the prose: %w", err)
	}
	return sortProblems(s.problems), nil
}

// A session is one call of Check or Write. It builds and runs each program at most once.
type session struct {
	checker *Checker
	tree    *tree
	runner  *runner
	temp    string

	documents memo[string, *document]

	mu       sync.Mutex
	problems []Problem
	skips    []Problem
}

func (c *Checker) open() (*session, error) {
	t, err := openTree(c.Root)
	if err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp("", "prose-")
	if err != nil {
		return nil, errors.Join(err, t.root.Close())
	}
	l := limits{
		build: cmp.Or(c.BuildTime, 3*time.Minute), run: cmp.Or(c.RunTime, time.Minute), output: cmp.Or(c.OutputLimit, 1<<20),
	}
	return &session{checker: c, tree: t, runner: newRunner(t, temp, l), temp: temp}, nil
}

func (s *session) close() error {
	if s.checker.Log != nil {
		for _, skip := range sortProblems(s.skips) {
			s.checker.Log("%s", skip.Error())
		}
	}
	return errors.Join(os.RemoveAll(s.temp), s.tree.root.Close())
}

// document reads and parses a Markdown file, once.
func (s *session) document(name string) (*document, error) {
	return s.documents.get(name, func() (*document, error) {
		if _, err := s.tree.stat(name); err != nil {
			return nil, err
		}
		source, err := s.tree.root.ReadFile(name)
		if err != nil {
			return nil, err
		}
		return parseDocument(name, source), nil
	})
}

// check records the problems of all files, with programs running in parallel.
func (s *session) check(ctx context.Context, files []string) error {
	var tasks []func(context.Context) error
	for _, name := range files {
		d, err := s.document(path.Clean(name))
		if err != nil {
			return err
		}
		for _, f := range d.faults {
			if err := s.settle(d, f.line, f.err); err != nil {
				return err
			}
		}
		if err := s.checkLinks(d); err != nil {
			return err
		}
		for _, b := range d.blocks {
			if err := s.settle(d, b.line, b.form()); err != nil {
				return err
			}
			tasks = append(tasks, s.tasks(d, b)...)
		}
	}
	return parallel(ctx, tasks)
}

// tasks are the checks of a block that may run programs.
func (s *session) tasks(d *document, b *block) []func(context.Context) error {
	if b.directive == nil {
		return nil
	}
	line := b.directive.line
	tasks := []func(context.Context) error{func(ctx context.Context) error {
		at, err := s.holds(ctx, b, false)
		if at >= 0 {
			return s.settle(d, b.line+1+at, err)
		}
		return s.settle(d, line, err)
	}}
	if b.directive.kind == "code" {
		tasks = append(tasks, func(ctx context.Context) error {
			return s.settle(d, line, s.sound(ctx, d, b.directive.path))
		})
	}
	return tasks
}

// settle records a finding as a problem, and a missing tool as a skip or a problem. Other errors it returns.
func (s *session) settle(d *document, line int, err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found finding
	var missing missingTool
	switch {
	case err == nil:
	case errors.As(err, &found):
		s.problems = append(s.problems, Problem{d.path, line, found.message})
	case errors.As(err, &missing) && s.checker.CI:
		s.problems = append(s.problems, Problem{d.path, line, "cannot be checked: " + missing.Error()})
	case errors.As(err, &missing):
		s.skips = append(s.skips, Problem{d.path, line, "SKIPPED: " + missing.Error()})
	default:
		return err
	}
	return nil
}

// parallel runs all tasks at once and gives the first error. It cancels the others then, and waits for them.
func parallel(ctx context.Context, tasks []func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var group sync.WaitGroup
	for _, task := range tasks {
		group.Go(func() {
			if err := task(ctx); err != nil {
				cancel(err)
			}
		})
	}
	group.Wait()
	return context.Cause(ctx)
}
