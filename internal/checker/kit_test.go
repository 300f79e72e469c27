package checker_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
	"systems.course/internal/coursetest"
)

// TestKitIsReadOnce changes the course after its kit was loaded.
func TestKitIsReadOnce(t *testing.T) {
	d := newDemo(t, "counter")
	kit, err := checker.LoadKit(d.course, d.exercise)
	require.NoError(t, err)
	dir := d.course.Path(d.exercise.Solution)
	checks := filepath.Join(dir, "stage01_count_test.go")
	require.NoError(t, os.WriteFile(checks, []byte("package counter_test\n\nimport \"testing\"\n\nfunc TestAddsOne(t *testing.T) {}\n"), 0o644))
	require.NoError(t, os.RemoveAll(d.course.Path("checkkit")))
	job := d.job(t, d.with(map[string]string{"counter.go": stubText}))
	job.Kit = kit
	_, r := run(t, job, 1)
	require.Equal(t, checker.Failed, r.Outcome)
	require.Contains(t, r.Checks[0].Message, "New() != nil")
}

func TestHashes(t *testing.T) {
	d := newDemo(t, "counter")
	hash := func() string {
		t.Helper()
		kit, err := checker.LoadKit(d.course, d.exercise)
		require.NoError(t, err)
		return kit.Hash()
	}
	seen := map[string]string{hash(): "nothing"}
	require.Len(t, seen, 1)
	require.Contains(t, seen, hash(), "the same course")
	solution := d.course.Path(d.exercise.Solution)
	for _, file := range []string{
		filepath.Join(solution, "stage01_count_test.go"), filepath.Join(solution, "stage00_helpers_test.go"),
		filepath.Join(solution, "counter.go"), filepath.Join(d.course.Path("checkkit"), "fail.go"),
	} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(file, append(text, "\n// another line\n"...), 0o644))
		h := hash()
		require.NotContains(t, seen, h, "%s is changed", file)
		seen[h] = file
	}

	attempt := func(files map[string][]byte) string {
		t.Helper()
		c, err := checker.New(t.Context(), d.job(t, files))
		require.NoError(t, err)
		defer func() { require.NoError(t, c.Close()) }()
		return c.Hash()
	}
	first := attempt(d.solution)
	require.Equal(t, first, attempt(d.solution))
	require.Equal(t, first, attempt(d.with(map[string]string{"own_test.go": "package counter\n"})), "its tests are not taken")
	require.NotEqual(t, first, attempt(d.with(map[string]string{"a": "", "b": "x"})))
	require.NotEqual(t, attempt(d.with(map[string]string{"a": "x", "b": ""})), attempt(d.with(map[string]string{"a": "", "b": "x"})))
}

func TestOwnTestsAreKeptForReading(t *testing.T) {
	d := newDemo(t, "counter")
	c, err := checker.New(t.Context(), d.job(t, d.with(map[string]string{
		"own_test.go": "package counter\n", "sub/more_test.go": "package sub\n", "stage01_count_test.go": "package counter_test\n",
		"huge_test.go": string(make([]byte, 3<<20)),
	})))
	require.NoError(t, err)
	defer func() { require.NoError(t, c.Close()) }()
	require.Equal(t, map[string][]byte{"own_test.go": []byte("package counter\n"), "sub/more_test.go": []byte("package sub\n")}, c.Tests())
	require.Equal(t, []string{`"huge_test.go" is not shown: the attempt's own tests have more than 2 MiB`}, c.Notes())
	require.Contains(t, c.Files(), "counter.go")
	require.NotContains(t, c.Files(), "own_test.go")
}

// TestStagesSideBySide runs each stage in several goroutines.
func TestStagesSideBySide(t *testing.T) {
	for _, name := range []string{"counter", "echo"} {
		d := newDemo(t, name)
		c, err := checker.New(t.Context(), d.job(t, d.solution))
		require.NoError(t, err)
		var wg sync.WaitGroup
		for range 2 {
			for _, s := range d.exercise.Stages {
				wg.Go(func() {
					if err := c.Build(t.Context(), s.N); err != nil {
						t.Error(err)
					}
					if r, err := c.Stage(t.Context(), s.N, nil); err != nil || r.Outcome != checker.Passed {
						t.Errorf("%+v, %v", r, err)
					}
				})
			}
		}
		wg.Wait()
		require.NoError(t, c.Close())
	}
}

func TestKitOfAnotherExercise(t *testing.T) {
	c := coursetest.New(t)
	x, err := c.Find("counter")
	require.NoError(t, err)
	other, err := c.Find("echo")
	require.NoError(t, err)
	kit, err := checker.LoadKit(c, other)
	require.NoError(t, err)
	_, err = checker.New(t.Context(), checker.Job{Course: c, Exercise: x, Attempt: t.TempDir(), Kit: kit})
	require.EqualError(t, err, "the kit of echo cannot check counter")
}

func TestUnmet(t *testing.T) {
	stage := func(n int, needs ...int) *catalog.Stage {
		return &catalog.Stage{SpecStage: catalog.SpecStage{N: n, Title: "title", Needs: needs}}
	}
	results := []checker.StageResult{{Stage: 1, Outcome: checker.Passed}, {Stage: 2, Outcome: checker.Failed}}
	require.Empty(t, checker.Unmet(stage(3), results))
	require.Empty(t, checker.Unmet(stage(3, 1), results))
	require.Empty(t, checker.Unmet(stage(9, 8), results), "nobody has looked at stage 8")
	third := stage(3, 1, 2)
	reason := checker.Unmet(third, results)
	require.Equal(t, "needs stage 2, which does not hold", reason)
	results = append(results, checker.Skip(third, reason))
	require.Equal(t, checker.StageResult{Stage: 3, Title: "title", Outcome: checker.NotRun, Reason: reason, Checks: []checker.CheckResult{}}, results[2])
	require.Equal(t, "needs stage 3, which does not hold", checker.Unmet(stage(4, 3), results), "not run is not held")
}

func TestOutcomesAsText(t *testing.T) {
	for _, o := range []checker.Outcome{checker.Failed, checker.Passed, checker.NotRun} {
		text, err := o.MarshalText()
		require.NoError(t, err)
		var back checker.Outcome
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, o, back)
	}
	var o checker.Outcome
	require.Error(t, o.UnmarshalText([]byte("perhaps")))
}
