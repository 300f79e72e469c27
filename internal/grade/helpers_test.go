package grade

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
	"systems.course/internal/coursetest"
	"systems.course/internal/grade/intake"
)

const goMod = "module systems.course/counter\n\ngo 1.26\n"

// A bench has a course and a class of attempts at its counter.
type bench struct {
	t      *testing.T
	course *catalog.Course
	dir    string // of the attempts
	out    string
}

func newBench(t *testing.T) *bench {
	b := &bench{t: t, course: coursetest.New(t), dir: filepath.Join(t.TempDir(), "class"), out: filepath.Join(t.TempDir(), "out")}
	require.NoError(t, os.MkdirAll(b.dir, 0o755))
	return b
}

// put writes a file of an attempt.
func (b *bench) put(attempt, name, text string) {
	b.t.Helper()
	file := filepath.Join(b.dir, attempt, filepath.FromSlash(name))
	require.NoError(b.t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(b.t, os.WriteFile(file, []byte(text), 0o644))
}

// solution returns the reference with texts replaced: old, new, old, new…
func (b *bench) solution(replace ...string) string {
	b.t.Helper()
	x, err := b.course.Find("counter")
	require.NoError(b.t, err)
	text, err := os.ReadFile(filepath.Join(b.course.Path(x.Solution), "counter.go"))
	require.NoError(b.t, err)
	s := string(text)
	for i := 0; i < len(replace); i += 2 {
		require.Contains(b.t, s, replace[i])
		s = strings.Replace(s, replace[i], replace[i+1], 1)
	}
	return s
}

func (b *bench) options(change ...func(*Options)) Options {
	b.t.Helper()
	class, err := intake.Find(b.course, []string{b.dir}, "counter", "")
	require.NoError(b.t, err)
	o := Options{Course: b.course, Class: class, Out: b.out, Jobs: 2, Seed: "7"}
	for _, c := range change {
		c(&o)
	}
	return o
}

func resume(o *Options) { o.Resume, o.Seed = true, "" }

// begin begins a session with the judges of open; nil: the checker's.
func (b *bench) begin(o Options, open func(context.Context, checker.Job) (judge, error)) *Session {
	b.t.Helper()
	s, err := begin(o, b.ground(o))
	require.NoError(b.t, err)
	if open != nil {
		s.open = open
	}
	return s
}

// grounds has the ground of the demo course, which takes a second to prepare.
var grounds sync.Map

func (b *bench) ground(o Options) *ground {
	b.t.Helper()
	if g, ok := grounds.Load("counter"); ok {
		return g.(*ground)
	}
	g, err := prepare(b.t.Context(), o)
	require.NoError(b.t, err)
	grounds.Store("counter", g)
	return g
}

// run runs to the end and closes the session.
func (b *bench) run(ctx context.Context, s *Session) (*Report, error) {
	b.t.Helper()
	r, err := s.Run(ctx)
	require.NoError(b.t, s.Close())
	require.NoDirExists(b.t, filepath.Join(b.out, unpacked))
	return r, err
}

var goroutine = regexp.MustCompile(`goroutine \d+|0x[0-9a-f]+`)

// still returns the report as JSON, without what two runs may not have in common.
func still(t *testing.T, r *Report) string {
	t.Helper()
	var copied Report
	require.NoError(t, json.Unmarshal([]byte(encode(t, r)), &copied))
	copied.Started, copied.Finished = time.Time{}, time.Time{}
	for i := range copied.Attempts {
		a := &copied.Attempts[i]
		a.Seconds = 0
		for _, s := range a.Stages {
			for k := range s.Checks {
				s.Checks[k].Time = 0
				s.Checks[k].Output = goroutine.ReplaceAllString(s.Checks[k].Output, "…")
			}
		}
	}
	return encode(t, &copied)
}

func encode(t *testing.T, r *Report) string {
	t.Helper()
	var text bytes.Buffer
	require.NoError(t, Write(&text, r))
	return text.String()
}

func attempt(t *testing.T, r *Report, name string) Attempt {
	t.Helper()
	for _, a := range r.Attempts {
		if a.Name == name {
			return a
		}
	}
	require.Fail(t, "no such attempt", name)
	return Attempt{}
}

// A dummy is a judge that runs nothing: what comes of stage N is what the
// attempt's file stageN says, "passed" without one.
type dummy struct {
	files  map[string][]byte
	stages []*catalog.Stage
	bench  *dummies
	closed atomic.Bool
	builds atomic.Int32
}

// dummies counts what its judges do, and can act on it.
type dummies struct {
	t      *testing.T
	stages atomic.Int32 // that were run
	open   atomic.Int32
	most   atomic.Int32 // open at once
	before func(ctx context.Context, text string) error
}

func (d *dummies) new(_ context.Context, job checker.Job) (judge, error) {
	j := &dummy{files: map[string][]byte{}, stages: job.Exercise.Stages, bench: d}
	entries, err := os.ReadDir(job.Attempt)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !e.IsDir() {
			if j.files[e.Name()], err = os.ReadFile(filepath.Join(job.Attempt, e.Name())); err != nil {
				return nil, err
			}
		}
	}
	if text := string(j.files["new"]); text != "" {
		return nil, &checker.BrokenError{Doing: text, Err: fmt.Errorf("at %s", job.Attempt)}
	}
	n := d.open.Add(1)
	for most := d.most.Load(); n > most && !d.most.CompareAndSwap(most, n); most = d.most.Load() {
	}
	return j, nil
}

func (j *dummy) Build(context.Context, int) error {
	if j.builds.Add(1) > 1 {
		j.bench.t.Error("two builds of one attempt at once")
	}
	j.builds.Add(-1)
	return nil
}

func (j *dummy) Stage(ctx context.Context, n int, _ func(int)) (checker.StageResult, error) {
	j.bench.stages.Add(1)
	text := string(j.files[fmt.Sprint("stage", n)])
	r := checker.StageResult{Stage: n, Title: j.stages[n-1].Title, Outcome: checker.Passed}
	if j.bench.before != nil {
		if err := j.bench.before(ctx, text); err != nil {
			return r, err
		}
	}
	if ctx.Err() != nil {
		return r, ctx.Err()
	}
	for _, c := range j.stages[n-1].Checks {
		check := checker.CheckResult{Check: c, Name: c.Func, Title: c.Title(), Outcome: checker.Passed, Time: time.Millisecond}
		if text != "" {
			check.Outcome, check.Message, r.Outcome = checker.Failed, text, checker.Failed
		}
		r.Checks = append(r.Checks, check)
	}
	return r, nil
}

func (j *dummy) Hash() string {
	sum := sha256.Sum256(fmt.Append(nil, j.files)) // maps are printed in order
	return hex.EncodeToString(sum[:])
}

func (j *dummy) Files() map[string][]byte { return j.files }
func (j *dummy) Tests() map[string][]byte { return nil }
func (j *dummy) Suspects() []string       { return []string{"suspect"} }
func (j *dummy) Notes() []string          { return nil }

func (j *dummy) Close() error {
	if j.closed.Swap(true) {
		j.bench.t.Error("closed twice")
	}
	j.bench.open.Add(-1)
	return nil
}
