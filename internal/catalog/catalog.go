// Package catalog finds what the course consists of: modules, lectures,
// exercises, stages, checks and mutants. Nothing is listed in a file of its own;
// everything is read from where it is written.
//
//	module-NN-name/README.md                              a module, its title
//	module-NN-name/lectures/NN-name.md                    a lecture
//	module-NN-name/exercises/exNN-name.md                 an exercise's spec: stages, hints, points
//	module-NN-name/solutions/exNN-name/                   its reference, a Go module
//	module-NN-name/solutions/exNN-name/stageNN_slug_test.go     a stage's checks
//	module-NN-name/solutions/exNN-name/stage00_slug_test.go     what the checks share
//	module-NN-name/solutions/exNN-name/mutants/stageNN-slug.patch
//
// What does not match is a [Problem], not an error: the catalogue gate shows all
// of them at once. A spec without a solution is an exercise whose checks are
// still to come.
package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"
)

// A Course is a checkout of the repository.
type Course struct {
	Root     string // absolute
	Modules  []*Module
	Problems []Problem
}

// A Module is one folder module-NN-name.
type Module struct {
	Number    int
	Folder    string // module-01-core
	Title     string // of its README.md
	Lectures  []string
	Exercises []*Exercise
}

// An Exercise is one spec and, if its checks are there, one solution.
type Exercise struct {
	Module   *Module
	Number   int
	Name     string // lru-cache: what the user types
	Title    string
	Spec     string   // path of the spec below the root, with slashes
	Solution string   // folder below the root, with slashes; empty: still to come
	Package  string   // the checks' package clause
	Shared   []string // stage00 files, base names
	Stages   []*Stage
	Program  bool // its checks run a program of the attempt
	Server   bool // that program serves, so --target applies

	Rubric    []Rubric
	Questions []Question
}

// A Stage is one section of the spec with its checks and mutants.
type Stage struct {
	SpecStage
	File    string // base name of the file with the checks; empty: still to come
	Checks  []Check
	Mutants []string // base names
}

// A Problem is a place where the parts of an exercise do not match.
type Problem struct {
	File    string // below the root, with slashes
	Line    int    // 0: the file as a whole
	Message string
}

func (p Problem) String() string {
	if p.Line == 0 {
		return p.File + ": " + p.Message
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
}

// ErrNoCourse is returned when no checkout of the course is where one is
// looked for.
var ErrNoCourse = errors.New("no checkout of the course")

// FindRoot returns the root of the checkout that dir is in.
func FindRoot(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := dir; ; at = filepath.Dir(at) {
		if isRoot(at) {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("%w at %s or above it", ErrNoCourse, dir)
		}
	}
}

func isRoot(dir string) bool {
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil || modfile.ModulePath(text) != "systems.course" {
		return false
	}
	_, err = os.Stat(filepath.Join(dir, "go.work"))
	return err == nil
}

var (
	modulePattern   = regexp.MustCompile(`^module-(\d\d)-([a-z0-9-]+)$`)
	exercisePattern = regexp.MustCompile(`^ex(\d\d)-([a-z0-9-]+)$`)
	lecturePattern  = regexp.MustCompile(`^\d\d-[a-z0-9-]+\.md$`)
	checksPattern   = regexp.MustCompile(`^stage(\d\d)_[a-z0-9_]+_test\.go$`)
	mutantPattern   = regexp.MustCompile(`^stage(\d\d)-[a-z0-9-]+\.patch$`)
)

// Load reads the course at root. Its error means that it could not be read.
func Load(root string) (*Course, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	if !isRoot(root) {
		return nil, fmt.Errorf("%w at %s", ErrNoCourse, root)
	}
	c := &Course{Root: root}
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if m := modulePattern.FindStringSubmatch(e.Name()); m != nil && e.IsDir() {
			if err := c.loadModule(number(m[1]), e.Name()); err != nil {
				return nil, err
			}
		}
	}
	c.checkNames()
	return c, nil
}

func (c *Course) loadModule(n int, folder string) error {
	m := &Module{Number: n, Folder: folder}
	c.Modules = append(c.Modules, m)
	if want := len(c.Modules); n != want {
		c.problem(folder, 0, "module %02d stands where module %02d is due", n, want)
	}
	readme, err := os.ReadFile(c.path(folder, "README.md"))
	if err != nil {
		c.problem(folder+"/README.md", 0, "cannot be read: %v", err)
	}
	m.Title = firstHeading(string(readme))
	lectures, err := c.list(path.Join(folder, "lectures"))
	if err != nil {
		return err
	}
	for _, name := range lectures {
		if lecturePattern.MatchString(name) {
			m.Lectures = append(m.Lectures, name)
		}
	}
	return c.loadExercises(m)
}

func (c *Course) loadExercises(m *Module) error {
	specs, err := c.list(path.Join(m.Folder, "exercises"))
	if err != nil {
		return err
	}
	for _, name := range specs {
		base, ok := strings.CutSuffix(name, ".md")
		if match := exercisePattern.FindStringSubmatch(base); ok && match != nil {
			if err := c.loadExercise(m, base, match); err != nil {
				return err
			}
		}
	}
	solutions, err := c.list(path.Join(m.Folder, "solutions"))
	if err != nil {
		return err
	}
	for _, name := range solutions {
		if exercisePattern.MatchString(name) && !slices.Contains(specs, name+".md") {
			c.problem(path.Join(m.Folder, "solutions", name), 0, "a solution without the spec %s/exercises/%s.md", m.Folder, name)
		}
	}
	return nil
}

func (c *Course) loadExercise(m *Module, base string, match []string) error {
	x := &Exercise{Module: m, Number: number(match[1]), Name: match[2], Spec: path.Join(m.Folder, "exercises", base+".md")}
	m.Exercises = append(m.Exercises, x)
	text, err := os.ReadFile(c.path(x.Spec))
	if err != nil {
		return err
	}
	spec, problems := ParseSpec(x.Spec, text)
	c.Problems = append(c.Problems, problems...)
	x.Title, x.Rubric, x.Questions = spec.Title, spec.Rubric, spec.Questions
	for _, s := range spec.Stages {
		x.Stages = append(x.Stages, &Stage{SpecStage: s})
	}
	solution := path.Join(m.Folder, "solutions", base)
	if _, err := os.Stat(c.path(solution)); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	x.Solution = solution
	return c.loadSolution(x)
}

func (c *Course) loadSolution(x *Exercise) error {
	names, err := c.list(x.Solution)
	if err != nil {
		return err
	}
	for _, name := range names {
		if m := checksPattern.FindStringSubmatch(name); m != nil {
			c.loadChecks(x, number(m[1]), name)
		} else if strings.HasPrefix(name, "stage") && strings.HasSuffix(name, "_test.go") {
			c.problem(path.Join(x.Solution, name), 0, "a stage's checks are named stageNN_slug_test.go")
		}
	}
	mutants, err := c.list(path.Join(x.Solution, "mutants"))
	if err != nil {
		return err
	}
	for _, name := range mutants {
		file := path.Join(x.Solution, "mutants", name)
		m := mutantPattern.FindStringSubmatch(name)
		if m == nil {
			c.problem(file, 0, "a mutant is named stageNN-slug.patch")
		} else if s := x.Stage(number(m[1])); s == nil {
			c.problem(file, 0, "a mutant of stage %s, which %s does not have", m[1], x.Spec)
		} else {
			s.Mutants = append(s.Mutants, name)
		}
	}
	c.checkStages(x)
	return nil
}

func (c *Course) loadChecks(x *Exercise, n int, name string) {
	file := path.Join(x.Solution, name)
	checks, pkg, uses, err := parseChecks(c.path(file), name)
	if err != nil {
		c.problem(file, 0, "cannot be parsed: %v", err)
		return
	}
	x.Package, x.Program, x.Server = pkg, x.Program || uses.program, x.Server || uses.server
	if !strings.HasSuffix(pkg, "_test") {
		c.problem(file, 1, "checks are black box: package %s_test, not %s", pkg, pkg)
	}
	stage := x.Stage(n)
	switch {
	case n == 0 && len(checks) > 0:
		c.problem(file, checks[0].Line, "%s: a stage00 file holds what the checks share, not checks", checks[0].Func)
	case n == 0:
		x.Shared = append(x.Shared, name)
	case stage == nil:
		c.problem(file, 0, "checks of stage %d, which %s does not have", n, x.Spec)
	case stage.File != "":
		c.problem(file, 0, "stage %d has its checks in %s already", n, stage.File)
	default:
		stage.File, stage.Checks = name, checks
	}
}

func (c *Course) checkStages(x *Exercise) {
	for _, s := range x.Stages {
		if s.File == "" {
			c.problem(x.Spec, s.Line, "stage %d has no checks: a file stage%02d_slug_test.go in %s", s.N, s.N, x.Solution)
			continue
		}
		if n := len(s.Checks); n < 4 || n > 9 {
			c.problem(path.Join(x.Solution, s.File), 0, "%d checks; a stage has 4 to 9", n)
		}
		if n := len(s.Mutants); n < 2 {
			c.problem(x.Spec, s.Line, "stage %d has %d mutants in %s/mutants; it needs two", s.N, n, x.Solution)
		}
	}
}

// checkNames sees to it that a name stands for one exercise in the course.
func (c *Course) checkNames() {
	first := make(map[string]*Exercise)
	for x := range c.Exercises() {
		if other := first[x.Name]; other != nil {
			c.problem(x.Spec, 0, "the name %q is taken by %s", x.Name, other.Spec)
		}
		first[x.Name] = x
	}
}

func (c *Course) problem(file string, line int, format string, args ...any) {
	c.Problems = append(c.Problems, Problem{file, line, fmt.Sprintf(format, args...)})
}

func (c *Course) path(elements ...string) string {
	return filepath.Join(c.Root, filepath.FromSlash(path.Join(elements...)))
}

// list returns the names in a folder below the root, sorted; none if it does
// not exist.
func (c *Course) list(folder string) ([]string, error) {
	entries, err := os.ReadDir(c.path(folder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, err
}

func firstHeading(markdown string) string {
	for line := range strings.Lines(markdown) {
		if title, ok := strings.CutPrefix(line, "# "); ok {
			return strings.TrimSpace(title)
		}
	}
	return ""
}

// number is for what a pattern has found to be digits.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1
	}
	return n
}
