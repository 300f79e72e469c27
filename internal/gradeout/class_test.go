package gradeout

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
	"systems.course/internal/grade"
	"systems.course/internal/similar"
)

// A generator makes up a class that looks like one: of the course's first
// exercise, with the reference's files, and every kind of result.
type generator struct {
	*rand.Rand
	exercise *catalog.Exercise
	files    []grade.File
}

// classOf returns a report of n attempts, the same for the same n.
func classOf(t *testing.T, n int) *grade.Report {
	t.Helper()
	root, err := catalog.FindRoot(".")
	require.NoError(t, err)
	course, err := catalog.Load(root)
	require.NoError(t, err)
	x, err := course.Find("lru-cache")
	require.NoError(t, err)
	g := &generator{Rand: rand.New(rand.NewPCG(1, 2)), exercise: x}
	g.readFiles(t, course.Path(x.Solution))
	r := &grade.Report{
		Format: grade.Format, Course: strings.Repeat("3f9a1c", 11)[:64], Go: "go1.26.0", Seed: "4711", Sandbox: "none", Jobs: 2,
		Started:  time.Date(2026, 1, 2, 15, 4, 5, 0, time.UTC),
		Finished: time.Date(2026, 1, 2, 15, 19, 40, 0, time.UTC),
		Exercise: grade.Exercise{Name: x.Name, Title: x.Title, Rubric: x.Rubric, Questions: x.Questions},
	}
	for _, s := range x.Stages {
		r.Exercise.Stages = append(r.Exercise.Stages, grade.Stage{N: s.N, Title: s.Title, Points: s.Points, Needs: s.Needs, Checks: len(s.Checks)})
	}
	for i := range n {
		r.Attempts = append(r.Attempts, g.attempt(i))
	}
	for i := 0; i+3 < n && i < 12; i += 3 {
		r.Similar = append(r.Similar, g.pair(i, i+3, 0.93-float64(i)*0.04))
	}
	r.Similar = append(r.Similar, g.pair(1, -1, 0.41))
	return r
}

func (g *generator) readFiles(t *testing.T, dir string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	for _, file := range names {
		name := filepath.Base(file)
		if strings.HasPrefix(name, "stage") {
			continue
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		f := grade.File{Name: name, Text: string(text)}
		for k, rubric := range g.exercise.Rubric {
			for _, look := range rubric.Look {
				f.Rubric = append(f.Rubric, places(t, f, k, look)...)
			}
		}
		g.files = append(g.files, f)
	}
}

// places finds what a line of the rubric names: a file, a function or a method.
func places(t *testing.T, f grade.File, rubric int, look string) []grade.Look {
	t.Helper()
	if ok, err := filepath.Match(look, f.Name); err == nil && ok {
		return []grade.Look{{Rubric: rubric, Line: 1}}
	}
	pattern := `^func ` + regexp.QuoteMeta(look) + `\b`
	if receiver, method, ok := strings.Cut(look, "."); ok {
		pattern = `^func \(\w+ \*?` + regexp.QuoteMeta(receiver) + `\b[^)]*\) ` + regexp.QuoteMeta(method) + `\(`
	}
	declaration, err := regexp.Compile(pattern)
	require.NoError(t, err)
	var found []grade.Look
	for i, s := range strings.Split(f.Text, "\n") {
		if declaration.MatchString(s) {
			found = append(found, grade.Look{Rubric: rubric, Line: i + 1})
		}
	}
	return found
}

func (g *generator) attempt(i int) grade.Attempt {
	a := grade.Attempt{
		Name: fmt.Sprintf("attempt-%03d", i+1), Source: fmt.Sprintf("class/attempt-%03d", i+1), Status: grade.Graded,
		Hash: fmt.Sprintf("%064x", g.Uint64()), Files: g.files, Seconds: 5 + 40*g.Float64(),
	}
	switch {
	case i%17 == 5:
		a.Status, a.Files, a.Error = grade.Unfit, nil, "the archive is damaged: unexpected end of file"
		a.Name, a.Source = a.Name+".zip", a.Source+".zip"
		return a
	case i%23 == 11:
		a.Status, a.Error = grade.Broken, "the checker broke while building the attempt: write /tmp/work: no space left on device\nFree some space and run it again with --resume."
		return a
	case i%37 == 30:
		a.Status = grade.Pending
		return a
	case i%13 == 7:
		a.Suspects = []string{`"cache.go":12: "unsafe" can change any memory of the checks`, `"list.go":3: "os" can reach the files and the process of the checks`}
	}
	if i%6 == 1 {
		a.Commit = fmt.Sprintf("%040x", g.Uint64())
		a.Notes = []string{"stage03_evict_test.go is not the course's; the course's was used"}
	}
	g.stages(&a, g.reach(i))
	return a
}

// reach is the first stage that attempt i fails; 10: none; 0: it does not compile.
func (g *generator) reach(i int) int {
	return []int{10, 3, 6, 8, 3, 9, 10, 3, 7, 5, 0, 9, 6, 10, 3}[i%15]
}

func (g *generator) stages(a *grade.Attempt, first int) {
	out := map[int]checker.Outcome{}
	for _, s := range g.exercise.Stages {
		r := checker.StageResult{Stage: s.N, Title: s.Title, Outcome: checker.Passed}
		for _, need := range s.Needs {
			if out[need] != checker.Passed && r.Outcome == checker.Passed {
				r.Outcome, r.Reason = checker.NotRun, fmt.Sprintf("needs stage %d", need)
			}
		}
		switch {
		case first == 0:
			r.Outcome, r.Reason = checker.Failed, ""
			r.Build = "./cache.go:45:2: undefined: enrty\n./cache.go:61:9: cannot use c.size (variable of type int) as int64 value in return statement"
		case r.Outcome == checker.Passed:
			g.checks(&r, s, s.N == first || s.N > first && g.IntN(3) == 0)
		}
		out[s.N] = r.Outcome
		if r.Outcome == checker.Passed {
			a.Points += s.Points
		}
		a.Stages = append(a.Stages, r)
	}
}

var sampleFailures = []checker.CheckResult{
	{Cause: checker.Assertion, Message: "expected  Get(\"pear\") = 7\ngot       0\nbecause   \"pear\" was read after \"fig\" and \"plum\" were put, so another key is the least recently used"},
	{Cause: checker.Panic, Message: "panic: runtime error: invalid memory address or nil pointer dereference\nat list.go:31  (*list).remove\nat cache.go:88  (*Cache).Put", Output: "put fig\nput plum\nput pear\n"},
	{Cause: checker.Timeout, Message: "no end after 20s: an endless loop, a deadlock, or a wait for what never comes\nat load.go:40  (*Locked).GetOrLoad  [sync.Mutex.Lock"},
	{Cause: checker.Assertion, Message: "expected  the keys in this order\n          fig\n          plum\n          pear\ngot       the keys in this order\n          plum\n          pear\nbecause   All lists from newest to oldest, and nothing has left"},
	{Cause: checker.Crash, Message: "the process ended with exit code 3 before the check was done: does the code call os.Exit, syscall.Exit or log.Fatal?"},
}

func (g *generator) checks(r *checker.StageResult, s *catalog.Stage, bad bool) {
	for i, check := range s.Checks {
		c := checker.CheckResult{Name: check.Func, Title: check.Title(), Outcome: checker.Passed, Time: time.Duration(g.IntN(300)) * time.Millisecond}
		if bad && (i == 0 || g.IntN(3) == 0) {
			f := sampleFailures[g.IntN(len(sampleFailures))]
			c.Outcome, c.Cause, c.Message, c.Output = checker.Failed, f.Cause, f.Message, f.Output
			c.At = fmt.Sprintf("%s:%d", check.File, check.Line)
			r.Outcome = checker.Failed
		}
		r.Checks = append(r.Checks, c)
	}
}

func (g *generator) pair(a, b int, share float64) grade.Pair {
	return grade.Pair{A: a, B: b, Match: similar.Match{Share: share, Regions: []similar.Region{
		{A: similar.Span{File: "cache.go", First: 20, Last: 52}, B: similar.Span{File: "cache.go", First: 20, Last: 52}, Tokens: 180},
		{A: similar.Span{File: "list.go", First: 5, Last: 25}, B: similar.Span{File: "list.go", First: 5, Last: 25}, Tokens: 90},
	}}}
}
