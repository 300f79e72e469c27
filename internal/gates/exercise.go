package gates

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"strings"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
	"systems.course/internal/mutant"
	"systems.course/internal/prose"
	"systems.course/internal/starter"
)

func (e exercise) reference(ctx context.Context) Outcome {
	files, err := starter.Whole(e.dir(), e.options(starter.Panic))
	if err != nil {
		return problem("%v", err)
	}
	return e.passes(ctx, files, e.all())
}

// stub holds when the starter compiles and every check fails on it: a check that
// passes asserts nothing.
func (e exercise) stub(ctx context.Context, stub starter.Stub) Outcome {
	files, err := starter.Generate(e.dir(), e.options(stub))
	if err != nil {
		return problem("%v", err)
	}
	var o Outcome
	err = e.check(ctx, files, false, e.all(), func(r checker.StageResult) bool {
		if r.Build != "" {
			o.Problems = append(o.Problems, "the starter does not compile with the checks:\n"+indent(r.Build))
			return false
		}
		for _, check := range r.Checks {
			switch check.Outcome {
			case checker.Passed:
				o.Problems = append(o.Problems, fmt.Sprintf("%s:%d: %s passes on a stub: it asserts nothing", check.Check.File, check.Check.Line, check.Name))
			case checker.NotRun:
				o.Problems = append(o.Problems, fmt.Sprintf("%s:%d: %s was not run, because others before it hang on a stub", check.Check.File, check.Check.Line, check.Name))
			}
		}
		return true
	})
	if err != nil {
		o.Problems = append(o.Problems, err.Error())
	}
	return o
}

// ladder holds when a student who has done the stages 1 to n, for each n, passes
// stage n; that the stages before it pass was seen with more left to be written.
// Where nothing is left to be written after n, the reference has shown it.
func (e exercise) ladder(ctx context.Context) Outcome {
	last, err := starter.Ladder(e.dir(), len(e.Stages), e.options(starter.Panic))
	if err != nil {
		return problem("%v", err)
	}
	var all Outcome
	for n := 1; n < len(e.Stages); n++ {
		files, err := starter.Ladder(e.dir(), n, e.options(starter.Panic))
		if err != nil {
			return problem("%v", err)
		}
		if maps.EqualFunc(files, last, bytes.Equal) {
			continue
		}
		for _, p := range e.passes(ctx, files, stages{n, n}).Problems {
			all.Problems = append(all.Problems, fmt.Sprintf("with the functions of the stages after %d still to be written, %s", n, p))
		}
	}
	return all
}

// sampled is how many mutants of a stage are run when not all are; a server's
// take longer.
func (e exercise) sampled() int {
	if e.Server {
		return 1
	}
	return 2
}

// mutants returns a case for each mutant. One that a sample leaves out is still
// applied, so that a patch that no longer fits is always found.
func (e exercise) mutants(sample, ownStage bool) []Case {
	var cases []Case
	for _, s := range e.Stages {
		for i, name := range s.Mutants {
			run := func(ctx context.Context) Outcome { return e.mutant(ctx, s, name, ownStage && e.Server) }
			if sample && i >= e.sampled() {
				run = func(context.Context) Outcome {
					if _, _, err := e.mutate(name); err != nil {
						return problem("%v", err)
					}
					return Outcome{Skipped: "it applies; it was left out of the sample"}
				}
			}
			cases = append(cases, Case{Mutant, e.Name + "/" + strings.TrimSuffix(name, ".patch"), run})
		}
	}
	return cases
}

// mutate returns the solution with the mutant's mistake.
func (e exercise) mutate(name string) (*mutant.Mutant, map[string][]byte, error) {
	file := path.Join(e.Solution, "mutants", name)
	text, err := os.ReadFile(e.course.Path(file))
	if err != nil {
		return nil, nil, err
	}
	m, err := mutant.Parse(text)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	files, err := starter.Whole(e.dir(), e.options(starter.Panic))
	if err != nil {
		return nil, nil, err
	}
	files, err = m.Apply(files)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	return m, files, nil
}

// mutant holds when the stages before the mutant's own pass and its own fails,
// at least once by an assertion and never by a time-out. The stages before may be
// left out: those of a server take their time.
func (e exercise) mutant(ctx context.Context, stage *catalog.Stage, name string, ownOnly bool) Outcome {
	m, files, err := e.mutate(name)
	if err != nil {
		return problem("%v", err)
	}
	var o Outcome
	tried := stages{1, stage.N}
	if ownOnly {
		tried.first = stage.N
	}
	err = e.check(ctx, files, m.Race, tried, func(r checker.StageResult) bool {
		switch {
		case r.Stage < stage.N && r.Outcome != checker.Passed:
			o = problem("%s is to be rejected by stage %d, and stage %d rejects it:\n%s", name, stage.N, r.Stage, failures(r))
		case r.Stage == stage.N:
			o = rejection(name, r)
		}
		return o.Held()
	})
	if err != nil {
		return problem("%v", err)
	}
	return o
}

func rejection(name string, r checker.StageResult) Outcome {
	if r.Outcome == checker.Passed {
		return problem("%s passes stage %d: the checks do not see its mistake", name, r.Stage)
	}
	if r.Build != "" {
		return problem("%s does not compile:\n%s", name, r.Build)
	}
	asserted := false
	for _, check := range r.Checks {
		asserted = asserted || check.Cause == checker.Assertion
		if check.Cause == checker.Timeout {
			return problem("%s is rejected by a time-out, not by an assertion:\n%s", name, failures(r))
		}
	}
	if !asserted {
		return problem("%s is not rejected by an assertion:\n%s", name, failures(r))
	}
	return Outcome{Notes: []string{failures(r)}}
}

func proseGate(ctx context.Context, c *catalog.Course) Outcome {
	var o Outcome
	p := prose.Checker{Root: c.Root, CI: os.Getenv("CI") == "true", Log: func(format string, args ...any) {
		o.Notes = append(o.Notes, fmt.Sprintf(format, args...))
	}}
	files, err := p.Files()
	if err != nil {
		return problem("%v", err)
	}
	problems, err := p.Check(ctx, files)
	if err != nil {
		return problem("%v", err)
	}
	for _, q := range problems {
		o.Problems = append(o.Problems, q.Error())
	}
	return o
}
