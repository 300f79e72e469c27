package grade

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/internal/checker"
)

// TestRealClass judges every kind of attempt with the checker, twice.
func TestRealClass(t *testing.T) {
	b := newBench(t)
	for name, text := range map[string]string{
		"good":           b.solution(),
		"partial":        b.solution("var names []string", "var names []string\n\tpanic(`stage 2: name what was counted`)"),
		"wrong":          b.solution("c.sum += by", "c.sum += by + 1"),
		"backwards":      b.solution("slices.Sort(names)", "slices.Sort(names)\n\tslices.Reverse(names)"),
		"syntax":         b.solution() + "func {\n",
		"hangs":          b.solution("c.sum += by", "for by >= 0 {\n\t}"),
		"suspect":        b.solution(`"sync"`, "\"sync\"\n\t_ \"unsafe\""),
		"line\nfeed$(x)": b.solution(),
	} {
		b.put(name, "go.mod", goMod)
		b.put(name, "counter.go", text)
	}
	b.put("good", "counter_test.go", "package counter\n")
	b.put("nothing", "readme.txt", "")
	require.NoError(t, os.WriteFile(filepath.Join(b.dir, "broken.zip"), []byte("PK"), 0o644))
	require.NoError(t, os.Symlink("counter.go", filepath.Join(b.dir, "good", "link.go")))
	limit := func(o *Options) { o.CheckLimit = 2 * time.Second }

	r, err := b.run(t.Context(), b.begin(b.options(limit), nil))
	require.NoError(t, err)
	verdicts := map[string]string{}
	for _, a := range r.Attempts {
		verdicts[a.Name] = fmt.Sprint(a.Status, a.Points)
		for _, s := range a.Stages {
			verdicts[a.Name] += fmt.Sprintf(" %v", s.Outcome)
		}
	}
	require.Equal(t, map[string]string{
		"good": "graded100 passed passed", "partial": "graded40 passed failed", "wrong": "graded0 failed not run",
		"backwards": "graded40 passed failed", "syntax": "graded0 failed not run", "hangs": "graded0 failed not run",
		"suspect": "graded100 passed passed", `line\nfeed$(x)`: "graded100 passed passed", "nothing": "unfit0", "broken": "unfit0",
	}, verdicts)
	good := attempt(t, r, "good")
	require.Equal(t, []string{"counter.go", "counter_test.go"}, []string{good.Files[0].Name, good.Files[1].Name})
	require.Equal(t, []Look{{0, 10}, {0, 24}}, good.Files[0].Rubric)
	require.Equal(t, []Look{{1, 1}}, good.Files[1].Rubric)
	require.Equal(t, []string{`"link.go" is a symbolic link and was not followed`}, good.Notes)
	require.Len(t, attempt(t, r, "suspect").Suspects, 1)
	require.Equal(t, "needs stage 1, which does not hold", attempt(t, r, "wrong").Stages[1].Reason)
	require.Contains(t, attempt(t, r, "syntax").Stages[0].Build, "counter.go:")
	require.Equal(t, checker.Timeout, attempt(t, r, "hangs").Stages[0].Checks[0].Cause)
	require.Equal(t, 40, r.Exercise.Stages[0].Points)
	require.False(t, r.Finished.IsZero())

	b.out = filepath.Join(t.TempDir(), "again")
	again, err := b.run(t.Context(), b.begin(b.options(limit), nil))
	require.NoError(t, err)
	require.Equal(t, still(t, r), still(t, again), "two runs with one seed")

	resumed, err := b.run(t.Context(), b.begin(b.options(limit, resume), nil))
	require.NoError(t, err)
	require.Equal(t, still(t, again), still(t, resumed), "nothing is left to do")
}

// fill makes a class of dummies: attempts a00, a01…, of which every third fails
// in stage 1 and every fifth in stage 2.
func (b *bench) fill(n int) {
	for i := range n {
		name := fmt.Sprintf("a%02d", i)
		b.put(name, "go.mod", goMod)
		b.put(name, "counter.go", fmt.Sprintf("package counter\n\nconst n = %d\n", i))
		if i%3 == 0 {
			b.put(name, "stage1", fmt.Sprint("no ", i))
		}
		if i%5 == 0 {
			b.put(name, "stage2", fmt.Sprint("nor this ", i))
		}
	}
}

func TestEveryStageOnce(t *testing.T) {
	b := newBench(t)
	b.fill(20)
	d := &dummies{t: t}
	units, ended := 0, map[string]int{}
	r, err := b.run(t.Context(), b.begin(b.options(func(o *Options) {
		o.Jobs = 4
		o.Progress = func(e Event) {
			units += e.Units
			if e.Ended != nil {
				ended[e.Ended.Name]++
			}
		}
	}), d.new))
	require.NoError(t, err)
	require.EqualValues(t, 20+13, d.stages.Load(), "stage 2 needs stage 1, which 7 of 20 fail")
	require.Equal(t, 40, units)
	require.Len(t, ended, 20)
	require.Zero(t, d.open.Load())
	require.LessOrEqual(t, d.most.Load(), int32(openPerJob*4))
	require.Equal(t, 100, attempt(t, r, "a01").Points)
	require.Equal(t, 40, attempt(t, r, "a05").Points)
	require.Equal(t, 0, attempt(t, r, "a03").Points)
	require.True(t, slices.IsSortedFunc(r.Attempts, func(a, b Attempt) int { return strings.Compare(a.Name, b.Name) }))
}

// TestAHangingAttemptHoldsUpNobody has one that hangs until all others are done.
func TestAHangingAttemptHoldsUpNobody(t *testing.T) {
	b := newBench(t)
	b.fill(9)
	b.put("a00", "stage1", "hang")
	others := make(chan struct{})
	d := &dummies{t: t, before: func(ctx context.Context, text string) error {
		if text == "hang" {
			select {
			case <-others:
			case <-ctx.Done():
			}
		}
		return nil
	}}
	ended := 0
	_, err := b.run(t.Context(), b.begin(b.options(func(o *Options) {
		o.Progress = func(e Event) {
			if e.Ended != nil {
				if ended++; ended == 8 {
					close(others)
				}
			}
		}
	}), d.new))
	require.NoError(t, err)
	require.Equal(t, 9, ended)
}

// TestResume interrupts a run after a random number of stages, and goes on until
// it is through. The report is that of a run in one go.
func TestResume(t *testing.T) {
	b := newBench(t)
	b.fill(20)
	whole, err := b.run(t.Context(), b.begin(b.options(), (&dummies{t: t}).new))
	require.NoError(t, err)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 10 {
		b.out = filepath.Join(t.TempDir(), "out")
		total, change := int32(0), []func(*Options){}
		for {
			ctx, cancel := context.WithCancel(t.Context())
			d := &dummies{t: t}
			after := 1 + random.Int32N(12)
			d.before = func(context.Context, string) error {
				if d.stages.Load() == after {
					cancel()
				}
				return nil
			}
			r, err := b.run(ctx, b.begin(b.options(change...), d.new))
			interrupted := ctx.Err() != nil
			cancel()
			require.Zero(t, d.open.Load())
			total += d.stages.Load()
			change = []func(*Options){resume}
			if !interrupted {
				require.NoError(t, err)
				require.Equal(t, still(t, whole), still(t, r))
				break
			}
			require.ErrorIs(t, err, context.Canceled)
			require.True(t, r.Finished.IsZero())
			require.True(t, slices.ContainsFunc(r.Attempts, func(a Attempt) bool { return a.Status == Pending && a.Points == 0 }))
		}
		require.LessOrEqual(t, total, int32(33+2*34), "no more is done twice than what was cut off")
	}
}

func TestResumeSeesChangedAndGoneAttempts(t *testing.T) {
	b := newBench(t)
	b.fill(4)
	_, err := b.run(t.Context(), b.begin(b.options(), (&dummies{t: t}).new))
	require.NoError(t, err)
	b.put("a01", "stage1", "worse now")
	require.NoError(t, os.RemoveAll(filepath.Join(b.dir, "a02")))
	b.put("new", "go.mod", goMod)
	d := &dummies{t: t}
	r, err := b.run(t.Context(), b.begin(b.options(resume), d.new))
	require.NoError(t, err)
	require.EqualValues(t, 1+2, d.stages.Load())
	require.Len(t, r.Attempts, 4)
	require.Equal(t, "worse now", attempt(t, r, "a01").Stages[0].Checks[0].Message)
}

// TestBroken has a checker that breaks for one attempt.
func TestBroken(t *testing.T) {
	b := newBench(t)
	b.fill(6)
	b.put("a01", "stage2", "break")
	b.put("a04", "new", "breaking")
	d := &dummies{t: t, before: func(_ context.Context, text string) error {
		if text == "break" {
			return &checker.BrokenError{Doing: "testing", Err: errors.New("no luck")}
		}
		return nil
	}}
	r, err := b.run(t.Context(), b.begin(b.options(), d.new))
	require.NoError(t, err)
	for i, a := range r.Attempts {
		want := Graded
		if i == 1 || i == 4 {
			want = Broken
		}
		require.Equal(t, want, a.Status, a.Name)
	}
	a := attempt(t, r, "a01")
	require.Equal(t, "the checker broke while testing: no luck", a.Error)
	require.Empty(t, a.Stages)
	require.Zero(t, a.Points)

	d.before = nil
	require.NoError(t, os.Remove(filepath.Join(b.dir, "a04", "new")))
	r, err = b.run(t.Context(), b.begin(b.options(resume), d.new))
	require.NoError(t, err)
	require.Equal(t, Graded, attempt(t, r, "a01").Status, "a broken one is tried again")
	require.Equal(t, Graded, attempt(t, r, "a04").Status)
}

// TestTheMachineIsBroken has a checker that breaks for all in the same way.
func TestTheMachineIsBroken(t *testing.T) {
	b := newBench(t)
	b.fill(12)
	for i := 3; i < 12; i++ {
		b.put(fmt.Sprintf("a%02d", i), "new", "copying to a full disk")
	}
	d := &dummies{t: t}
	r, err := b.run(t.Context(), b.begin(b.options(func(o *Options) { o.Jobs = 1 }), d.new))
	var broken *checker.BrokenError
	require.ErrorAs(t, err, &broken)
	require.ErrorContains(t, err, "3 attempts in a row broke like this")
	require.Zero(t, d.open.Load())
	require.Equal(t, Graded, attempt(t, r, "a02").Status)
	require.Equal(t, Pending, attempt(t, r, "a11").Status)
	require.True(t, r.Finished.IsZero())
}

// TestStagesRunAtOnce has two stages of each attempt that wait for each other.
func TestStagesRunAtOnce(t *testing.T) {
	b := newBench(t)
	for i := range 20 {
		b.put(fmt.Sprintf("a%02d", i), "go.mod", goMod)
		b.put(fmt.Sprintf("a%02d", i), "stage1", fmt.Sprint(i))
		b.put(fmt.Sprintf("a%02d", i), "stage2", fmt.Sprint(i))
	}
	var mu sync.Mutex
	waiting := map[string]chan struct{}{}
	d := &dummies{t: t, before: func(ctx context.Context, text string) error {
		mu.Lock()
		other := waiting[text]
		if other == nil {
			waiting[text] = make(chan struct{})
			other = waiting[text]
			mu.Unlock()
			select {
			case <-other:
			case <-ctx.Done():
			}
			return ctx.Err()
		}
		mu.Unlock()
		close(other)
		return nil
	}}
	o := b.options(func(o *Options) { o.Jobs = 40 })
	o.Class.Exercise.Stages[1].Needs = nil
	ended := 0
	o.Progress = func(e Event) {
		if e.Ended != nil {
			ended++
		}
	}
	_, err := b.run(t.Context(), b.begin(o, d.new))
	require.NoError(t, err)
	require.Equal(t, 20, ended)
	require.Zero(t, d.open.Load())
}

// TestTheReportsAreHidden looks at what a check in a sandbox must not see: what
// came of the others, and their files.
func TestTheReportsAreHidden(t *testing.T) {
	b := newBench(t)
	b.fill(1)
	var hidden []string
	d := &dummies{t: t}
	_, err := b.run(t.Context(), b.begin(b.options(), func(ctx context.Context, job checker.Job) (judge, error) {
		hidden = job.Hidden
		return d.new(ctx, job)
	}))
	require.NoError(t, err)
	require.Contains(t, hidden, b.out)
	require.Contains(t, hidden, b.dir)
}
