package catalog_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/catalog"
	"systems.course/internal/coursetest"
)

func TestLoad(t *testing.T) {
	c := coursetest.New(t)
	require.Empty(t, c.Problems)
	require.Len(t, c.Modules, 1)
	m := c.Modules[0]
	require.Equal(t, "Module 01: demo", m.Title)
	require.Len(t, m.Exercises, 3)

	counter := m.Exercises[0]
	require.Equal(t, "counter", counter.Name)
	require.Equal(t, "a counter", counter.Title)
	require.Equal(t, "counter_test", counter.Package)
	require.Equal(t, []string{"stage00_helpers_test.go"}, counter.Shared)
	require.False(t, counter.Program)
	require.True(t, counter.Ready())
	require.Equal(t, map[int]string{1: "count", 2: "name what was counted"}, counter.Titles())
	names := counter.Stage(2)
	require.Equal(t, 28, names.Line)
	require.Equal(t, 60, names.Points)
	require.Equal(t, []string{"stage02-nameless.patch", "stage02-unsorted.patch"}, names.Mutants)
	require.Equal(t, "names are kept", names.Checks[0].Title())
	require.Equal(t, catalog.Hint{Title: "Hint 3: almost the code", Text: "```text\nn = n + by\n```"}, counter.Stage(1).Hints[2])
	require.Nil(t, counter.Stage(0))
	require.Nil(t, counter.Stage(3))

	require.True(t, m.Exercises[1].Program)
	require.True(t, m.Exercises[1].Server)
	require.False(t, m.Exercises[2].Ready())
}

func TestWhatAMentorJudges(t *testing.T) {
	c := coursetest.New(t)
	x, err := c.Find("counter")
	require.NoError(t, err)
	require.Equal(t, []int{1}, x.Stage(2).Needs)
	require.Equal(t, []catalog.Rubric{
		{Name: "lock", Met: "the mutex stands above what it guards", Look: []string{"Counter", "Counter.Add"}},
		{Name: "tests", Met: "there is one with goroutines", Look: []string{"*_test.go"}},
	}, x.Rubric)
	require.Equal(t, []catalog.Question{{Title: "1. Why is there a lock?", Answer: "Because of two goroutines."}}, x.Questions)
	require.Len(t, x.Stage(2).Hints, 3)
}

func TestFind(t *testing.T) {
	c := coursetest.New(t)
	for _, name := range []string{
		"counter", "ex01-counter", "01/ex01-counter", "1/1", "module-01-demo/ex01-counter",
		"module-01-demo/solutions/ex01-counter/", "module-01-demo/exercises/ex01-counter.md", "Counter",
	} {
		x, err := c.Find(name)
		require.NoError(t, err, name)
		require.Equal(t, "counter", x.Name)
	}
	for name, nearest := range map[string][]string{
		"cuonter": {"counter"}, "count": {"counter"}, "eco": {"echo"}, "latter": {"later"}, "": {}, "zzzzzz": {},
	} {
		_, err := c.Find(name)
		var unknown *catalog.UnknownError
		require.ErrorAs(t, err, &unknown, name)
		require.Equal(t, nearest, unknown.Nearest, name)
	}
}

func TestFindRoot(t *testing.T) {
	c := coursetest.New(t)
	root, err := catalog.FindRoot(filepath.Join(c.Root, "module-01-demo", "exercises"))
	require.NoError(t, err)
	require.Equal(t, c.Root, root)
	_, err = catalog.FindRoot(t.TempDir())
	require.ErrorIs(t, err, catalog.ErrNoCourse)
	_, err = catalog.Load(t.TempDir())
	require.ErrorIs(t, err, catalog.ErrNoCourse)
}

// TestProblems breaks one thing at a time in the demo course.
func TestProblems(t *testing.T) {
	const (
		spec     = "module-01-demo/exercises/ex01-counter.md"
		solution = "module-01-demo/solutions/ex01-counter/"
	)
	replace := func(file, before, after string) func(*testing.T, string) {
		return func(t *testing.T, root string) {
			path := filepath.Join(root, filepath.FromSlash(file))
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Contains(t, string(text), before)
			require.NoError(t, os.WriteFile(path, []byte(strings.Replace(string(text), before, after, 1)), 0o644))
		}
	}
	rename := func(from, to string) func(*testing.T, string) {
		return func(t *testing.T, root string) {
			require.NoError(t, os.Rename(filepath.Join(root, filepath.FromSlash(from)), filepath.Join(root, filepath.FromSlash(to))))
		}
	}
	tests := []struct {
		name string
		do   func(t *testing.T, root string)
		want string
	}{
		{"a gap in the stages", replace(spec, "## Stage 2:", "## Stage 3:"), spec + ":28: stage 3 stands where stage 2 is due"},
		{"a malformed heading", replace(spec, "## Stage 2: name", "## Stage 2 name"), spec + `:28: a stage's heading reads "## Stage N: title"`},
		{"no points", replace(spec, "| 2 | 60 |", ""), spec + ":28: stage 2 has no row"},
		{"points for nothing", replace(spec, "| 2 | 60 |", "| 2 | 60 |\n| 3 | 1 |"), "points for stage 3"},
		{"two hints", replace(spec, "<summary>Hint 3: almost the code</summary>", ""), "needs a <summary> line"},
		{"a hint without an end", replace(spec, "</details>\n\n## Points", "## Points"), spec + ":44: the <details> block that begins here has no end"},
		{"a stage that needs a later one", replace(spec, "| 2 | 60 | 1 |", "| 2 | 60 | 2 |"), `stage 2 needs "2"`},
		{"no number of points", replace(spec, "| 2 | 60 |", "| 2 | six |"), `"six" points for stage 2`},
		{"no title", replace(spec, "# Exercise 01", "## Exercise 01"), spec + ":1: the spec has no title"},
		{"a stage in a fence", replace(spec, "n = n + by", "## Stage 9: not one"), ""},
		{"no checks", rename(solution+"stage02_names_test.go", solution+"names_test.go"), spec + ":28: stage 2 has no checks"},
		{"checks of no stage", rename(solution+"stage02_names_test.go", solution+"stage07_names_test.go"), "checks of stage 7, which"},
		{"a misnamed file", rename(solution+"stage02_names_test.go", solution+"stage2_names_test.go"), "named stageNN_slug_test.go"},
		{"white box", replace(solution+"stage02_names_test.go", "package counter_test", "package counter"), "checks are black box"},
		{"a syntax error", replace(solution+"stage02_names_test.go", "func TestNamesAreKept(", "func ("), "cannot be parsed"},
		{"too few checks", replace(solution+"stage02_names_test.go", "func TestNamesAreKept(", "func helper("), "3 checks; a stage has 4 to 9"},
		{"checks in a helper", replace(solution+"stage00_helpers_test.go", "func newCounter(t *testing.T) *counter.Counter {", "func TestX(t *testing.T) {}\nfunc newCounter(t *testing.T) *counter.Counter {"), "stage00_helpers_test.go:10: TestX"},
		{"one mutant", rename(solution+"mutants/stage02-nameless.patch", solution+"mutants/stage01-nameless.patch"), "stage 2 has 1 mutants"},
		{"a mutant of no stage", rename(solution+"mutants/stage02-nameless.patch", solution+"mutants/stage05-nameless.patch"), "a mutant of stage 05"},
		{"a misnamed mutant", rename(solution+"mutants/stage02-nameless.patch", solution+"mutants/nameless.patch"), "a mutant is named stageNN-slug.patch"},
		{"a solution without a spec", rename("module-01-demo/exercises/ex02-echo.md", "module-01-demo/exercises/ex09-echo.md"), "a solution without the spec"},
		{"a name twice", rename("module-01-demo/exercises/ex03-later.md", "module-01-demo/exercises/ex03-counter.md"), `the name "counter" is taken`},
		{"a gap in the modules", rename("module-01-demo", "module-02-demo"), "module 02 stands where module 01 is due"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := coursetest.New(t)
			tt.do(t, c.Root)
			var all []string
			for _, p := range coursetest.Load(t, c.Root).Problems {
				all = append(all, p.String())
			}
			if tt.want == "" {
				require.Empty(t, all)
				return
			}
			require.Contains(t, strings.Join(all, "\n"), tt.want)
		})
	}
}

func TestWords(t *testing.T) {
	for name, want := range map[string]string{
		"TestEvictsTheLeastRecentlyUsed": "evicts the least recently used",
		"TestExpiresAfterTTL":            "expires after TTL",
		"TestTTLIsKept":                  "TTL is kept",
		"TestACacheOf1000Entries":        "a cache of 1000 entries",
		"TestGetX":                       "get x",
		"TestSetNX":                      "set NX",
		"TestNew_Bad":                    "new bad",
	} {
		require.Equal(t, want, catalog.Check{Func: name}.Title(), name)
	}
}
