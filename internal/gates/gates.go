// Package gates proves that the course itself is sound: that each exercise's
// checks accept the reference and reject what is not one, and that what the
// prose shows is what the code is and does.
//
//	catalogue   specs, checks and mutants match one to one, and a rubric's places are
//	            in the reference
//	reference   every stage passes on the solution
//	stub        the starter compiles with the checks, and every check fails on it
//	zero        every check fails on a starter whose bodies return zero values
//	offline     the starter builds by itself, outside the repository, without a network
//	ladder      stage N passes while later stages' functions are still stubs
//	mutant      each mutant passes the stages before its own, and fails its own by
//	            an assertion
//	oracle      the checks of a wire protocol pass against the real server, but for
//	            those that are listed with a reason
//	prose       code blocks, outputs, links (package prose)
//
// The tests of this package hold the gates over the whole course in
// `go test ./...`; `course verify` shows them as a table.
package gates

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
	"systems.course/internal/grade"
	"systems.course/internal/starter"
)

// The gates' names, in the order in which they are shown.
const (
	Catalogue = "catalogue"
	Reference = "reference"
	Stub      = "stub"
	Zero      = "zero"
	Offline   = "offline"
	Ladder    = "ladder"
	Mutant    = "mutant"
	Oracle    = "oracle"
	Prose     = "prose"
)

// Names lists all gates in the order in which they are shown.
func Names() []string {
	return []string{Catalogue, Reference, Stub, Zero, Offline, Ladder, Mutant, Oracle, Prose}
}

// A Case is one thing that a gate holds or does not: a solution's stage, a
// mutant, a file.
type Case struct {
	Gate    string
	Subject string // "lru-cache", "lru-cache/stage03-one-too-many"
	Run     func(context.Context) Outcome
}

// An Outcome is what came of a case.
type Outcome struct {
	Problems []string // none: it holds
	Notes    []string // what was seen besides: a mutant's message
	Skipped  string   // why it was not tried; empty: it was
}

// Held reports whether the gate holds in this case.
func (o Outcome) Held() bool { return len(o.Problems) == 0 }

func problem(format string, args ...any) Outcome {
	return Outcome{Problems: []string{fmt.Sprintf(format, args...)}}
}

// Options choose among the cases. The zero value takes them all.
type Options struct {
	Exercise string // only this one's; empty: all, and the prose
	Sample   bool   // of the mutants, the first two of each stage; of a server's, the first
	OwnStage bool   // a server's mutants are tried on their own stage only, not on those before
}

// Cases returns what the gates have to hold for the course.
func Cases(c *catalog.Course, o Options) []Case {
	cases := []Case{{Catalogue, "course", func(context.Context) Outcome { return catalogue(c) }}}
	for x := range c.Exercises() {
		if o.Exercise != "" && x.Name != o.Exercise || !x.Ready() {
			continue
		}
		e := exercise{c, x}
		cases = append(cases,
			Case{Reference, x.Name, e.reference},
			Case{Stub, x.Name, func(ctx context.Context) Outcome { return e.stub(ctx, starter.Panic) }},
			Case{Zero, x.Name, func(ctx context.Context) Outcome { return e.stub(ctx, starter.Zero) }},
			Case{Offline, x.Name, e.offline},
			Case{Ladder, x.Name, e.ladder},
			Case{Oracle, x.Name, e.oracle},
		)
		cases = append(cases, e.mutants(o.Sample, o.OwnStage)...)
	}
	if o.Exercise == "" {
		cases = append(cases, Case{Prose, "course", func(ctx context.Context) Outcome { return proseGate(ctx, c) }})
	}
	slices.SortStableFunc(cases, func(a, b Case) int {
		return cmp.Compare(slices.Index(Names(), a.Gate), slices.Index(Names(), b.Gate))
	})
	return cases
}

// Slots is how many cases run at a time: more than there are processors, since the
// checks of a server mostly wait.
func Slots() int { return 2 * runtime.GOMAXPROCS(0) }

// Run runs the cases, as many at a time as there are Slots, and calls done
// for each from one goroutine at a time, in the order in which they end. It
// returns when ctx ends or all are done.
func Run(ctx context.Context, cases []Case, done func(Case, Outcome)) error {
	var mu sync.Mutex
	var wg sync.WaitGroup
	slots := make(chan struct{}, Slots())
	for _, c := range cases {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			wg.Wait()
			return ctx.Err()
		}
		wg.Go(func() {
			defer func() { <-slots }()
			o := c.Run(ctx)
			mu.Lock()
			defer mu.Unlock()
			if ctx.Err() == nil {
				done(c, o)
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

func catalogue(c *catalog.Course) Outcome {
	var o Outcome
	for _, p := range c.Problems {
		o.Problems = append(o.Problems, p.String())
	}
	for x := range c.Exercises() {
		if !x.Ready() {
			continue
		}
		lost, err := grade.Unplaced(c, x)
		if err != nil {
			return problem("%v", err)
		}
		for _, look := range lost {
			o.Problems = append(o.Problems, fmt.Sprintf("%s: %s is nowhere in %s", x.Spec, look, x.Solution))
		}
	}
	return o
}

// An exercise is a subject of the gates.
type exercise struct {
	course *catalog.Course
	*catalog.Exercise
}

func (e exercise) dir() string { return e.course.Path(e.Solution) }

func (e exercise) options(stub starter.Stub) starter.Options {
	return starter.Options{Stub: stub, Titles: e.Titles(), Checkkit: e.course.Path("checkkit")}
}

// stages are those from first to last.
type stages struct{ first, last int }

func (e exercise) all() stages { return stages{1, len(e.Stages)} }

// check runs stages on an attempt of these files, and calls each with every result
// until it returns false.
func (e exercise) check(ctx context.Context, files map[string][]byte, race bool, s stages, each func(checker.StageResult) bool) (err error) {
	dir, err := os.MkdirTemp("", "course-gate-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := writeFiles(dir, files); err != nil {
		return err
	}
	c, err := checker.New(ctx, checker.Job{Course: e.course, Exercise: e.Exercise, Attempt: dir, Race: race})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	for n := s.first; n <= s.last; n++ {
		r, err := c.Stage(ctx, n, nil)
		if err != nil {
			return err
		}
		if !each(r) {
			return nil
		}
	}
	return nil
}

func writeFiles(dir string, files map[string][]byte) error {
	for name, data := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// passes runs the stages and says which of them do not pass.
func (e exercise) passes(ctx context.Context, files map[string][]byte, run stages) Outcome {
	var o Outcome
	err := e.check(ctx, files, false, run, func(r checker.StageResult) bool {
		if r.Outcome != checker.Passed {
			o.Problems = append(o.Problems, fmt.Sprintf("stage %d fails:\n%s", r.Stage, failures(r)))
		}
		return true
	})
	if err != nil {
		o.Problems = append(o.Problems, err.Error())
	}
	return o
}

// failures lists what a stage's checks said.
func failures(r checker.StageResult) string {
	if r.Build != "" {
		return "it does not compile:\n" + r.Build
	}
	var all []string
	for _, check := range r.Checks {
		if check.Outcome != checker.Passed {
			all = append(all, fmt.Sprintf("%s (%s)\n%s", check.Name, check.Cause, indent(check.Message)))
		}
	}
	return strings.Join(all, "\n")
}

func indent(text string) string { return "    " + strings.ReplaceAll(text, "\n", "\n    ") }
