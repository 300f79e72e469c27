package checker_test

import (
	"context"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
	"systems.course/internal/coursetest"
	"systems.course/internal/starter"
)

// demo is the demo course with the files of one exercise's solution.
type demo struct {
	course   *catalog.Course
	exercise *catalog.Exercise
	solution map[string][]byte
}

func newDemo(t *testing.T, exercise string) demo {
	t.Helper()
	c := coursetest.New(t)
	x, err := c.Find(exercise)
	require.NoError(t, err)
	files, err := starter.Whole(c.Path(x.Solution), starter.Options{})
	require.NoError(t, err)
	return demo{c, x, files}
}

// with returns the solution's files with some replaced; nil drops one.
func (d demo) with(changes map[string]string) map[string][]byte {
	files := maps.Clone(d.solution)
	for name, text := range changes {
		files[name] = []byte(text)
	}
	return files
}

// counter is the solution of the exercise counter with a line put into Value.
func (d demo) counter(imports, line string) map[string][]byte {
	text := string(d.solution["counter.go"])
	text = strings.Replace(text, "import (", "import (\n"+imports, 1)
	text = strings.Replace(text, "func (c *Counter) Value() int {", "func (c *Counter) Value() int {\n"+line, 1)
	return d.with(map[string]string{"counter.go": text})
}

func (d demo) job(t *testing.T, files map[string][]byte) checker.Job {
	t.Helper()
	return checker.Job{Course: d.course, Exercise: d.exercise, Attempt: coursetest.Attempt(t, files), CheckLimit: 10 * time.Second}
}

func run(t *testing.T, job checker.Job, stage int) (*checker.Checker, checker.StageResult) {
	t.Helper()
	c, err := checker.New(t.Context(), job)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	r, err := c.Stage(t.Context(), stage, nil)
	require.NoError(t, err)
	return c, r
}

func TestReferencePasses(t *testing.T) {
	for _, name := range []string{"counter", "echo"} {
		d := newDemo(t, name)
		c, err := checker.New(t.Context(), d.job(t, d.solution))
		require.NoError(t, err)
		for _, s := range d.exercise.Stages {
			r, err := c.Stage(t.Context(), s.N, nil)
			require.NoError(t, err)
			require.Equal(t, checker.Passed, r.Outcome, "%+v", r)
			require.Len(t, r.Checks, len(s.Checks))
		}
		require.Empty(t, c.Suspects())
		require.Empty(t, c.Notes())
		require.NoError(t, c.Close())
	}
}

// TestFailures gives the checker attempts that must not pass, each with what it
// has to say about them.
func TestFailures(t *testing.T) {
	d := newDemo(t, "counter")
	tests := []struct {
		name    string
		imports string
		line    string // at the beginning of Value
		cause   checker.Cause
		want    string
	}{
		{"a wrong result", "", "return 7", checker.Assertion, "expected  Value() = 1\ngot       7\nbecause   one was added"},
		{"a stub", "", `panic("stage 1: count")`, checker.Panic, "not written yet: stage 1: count\nat counter.go:"},
		{"a panic", "", "var m map[string]int; m[\"a\"] = 1", checker.Panic, "panic: assignment to entry in nil map\nat counter.go:"},
		{"a panic with an error that panics", "", "panic(bad{})", checker.Panic, "panic: %!v(PANIC=Error method: worse)"},
		{"concurrent map writes", `"runtime"`, "runtime.KeepAlive(c); fatal()", checker.Crash, "concurrent map"},
	}
	helpers := `
type bad struct{}

func (bad) Error() string { panic("worse") }

func fatal() {
	m := map[int]int{}
	for i := range 4 {
		go func() { for { m[i]++ } }()
	}
	select {}
}
`
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files := d.counter(tt.imports, tt.line)
			files["counter.go"] = append(files["counter.go"], helpers...)
			job := d.job(t, files)
			_, r := run(t, job, 1)
			require.Equal(t, checker.Failed, r.Outcome)
			require.Empty(t, r.Build)
			require.Len(t, r.Checks, 4, "each check has a result of its own")
			require.Contains(t, r.Checks[0].Message, tt.want)
			require.Equal(t, tt.cause, r.Checks[0].Cause, r.Checks[0].Message)
		})
	}
}

func TestBuildFailure(t *testing.T) {
	d := newDemo(t, "counter")
	tests := []struct {
		name, file, text, want string
	}{
		{"syntax", "bad.go", "package counter\n\nfunc {\n", "bad.go:3:6: syntax error"},
		{"types", "bad.go", "package counter\n\nvar x int = \"a\"\n", `bad.go:3:13: cannot use "a"`},
		{"a missing name", "counter.go", strings.Replace(stubText, "Value()", "Sum()", 1), "stage01_count_test.go:13:33: c.Value undefined"},
		{"an unknown module", "bad.go", "package counter\n\nimport _ \"example.invalid/x\"\n", "bad.go:3:8: no required module provides package example.invalid/x"},
		{"another package", "bad.go", "package other\n", "found packages"},
		{"a text that looks like trouble", "bad.go", "package counter\n\nvar x int = \"permission denied\"\n", "bad.go:3:13: cannot use"},
		{"a space in a name", "b (1).go", "package counter\n\nfunc {\n", "b (1).go:3:6: syntax error"},
		{"a C file", "x.c", "int x;\n", "C source files not allowed"},
		{"an import cycle", "sub/sub.go", "package sub\n\nimport _ \"systems.course/counter\"\n", ""},
		{"nothing but excluded files", "counter.go", "//go:build never\n\npackage counter\n", "build constraints exclude all Go files"},
		{"a file without text", "bad.go", "\x00\x00", "unexpected NUL in input"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("GOPROXY", "off")
			changes := map[string]string{tt.file: tt.text}
			if tt.want == "" {
				changes["x.go"] = "package counter\n\nimport _ \"systems.course/counter/sub\"\n"
				tt.want = "import cycle not allowed"
			}
			_, r := run(t, d.job(t, d.with(changes)), 1)
			require.Equal(t, checker.Failed, r.Outcome)
			require.Contains(t, r.Build, tt.want)
			require.Empty(t, r.Checks)
		})
	}
}

// TestLaterStageMayBeMissing drops what only stage 2 needs.
func TestLaterStageMayBeMissing(t *testing.T) {
	d := newDemo(t, "counter")
	text, _, ok := strings.Cut(string(d.solution["counter.go"]), "// Names returns")
	require.True(t, ok)
	text = strings.Replace(text, "\t\"slices\"\n", "", 1)
	c, r := run(t, d.job(t, d.with(map[string]string{"counter.go": text})), 1)
	require.Equal(t, checker.Passed, r.Outcome, "%+v", r)
	r, err := c.Stage(t.Context(), 2, nil)
	require.NoError(t, err)
	require.Contains(t, r.Build, "c.Names undefined")
}

func TestRaceDetector(t *testing.T) {
	if _, err := exec.LookPath("gcc"); err != nil && os.Getenv("CI") != "true" {
		t.Skip("the race detector needs a C compiler")
	}
	d := newDemo(t, "counter")
	text := strings.ReplaceAll(string(d.solution["counter.go"]), "c.mu.Lock()\n\tdefer c.mu.Unlock()\n\tc.sum += by\n\tc.names[name] = true", "c.sum += by")
	job := d.job(t, d.with(map[string]string{"counter.go": text}))
	job.Race = true
	_, r := run(t, job, 1)
	require.Equal(t, checker.Failed, r.Outcome)
	shared := r.Checks[3]
	require.Contains(t, shared.Message, "the race detector saw two goroutines at the same memory")
	require.Regexp(t, `write at counter.go:\d+  \(\*Counter\)\.Add`, shared.Message)
}

func TestProgramsAndTargets(t *testing.T) {
	d := newDemo(t, "echo")
	broken := strings.Replace(string(d.solution["echo.go"]), "io.Copy(c, c)", "", 1)
	broken = strings.Replace(broken, "\t\"io\"\n", "", 1)
	files := d.with(map[string]string{"echo.go": broken})
	_, r := run(t, d.job(t, files), 1)
	require.Equal(t, checker.Failed, r.Outcome)
	require.Contains(t, r.Checks[0].Message, "expected  reading the answer without an error")
	require.Contains(t, r.Checks[0].Message, "the program printed:\n  | listening on 127.0.0.1:")

	server := exec.Command(build(t, d), "--addr", "127.0.0.1:0")
	stdout, err := server.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		require.NoError(t, server.Process.Kill())
		require.Error(t, server.Wait(), "it was killed")
	})
	line := make([]byte, 100)
	n, err := stdout.Read(line)
	require.NoError(t, err)
	job := d.job(t, files) // broken, and not what is checked
	job.Target = strings.TrimSpace(strings.TrimPrefix(string(line[:n]), "listening on "))
	_, r = run(t, job, 1)
	require.Equal(t, checker.Passed, r.Outcome, "%+v", r)
	require.Equal(t, checker.NotRun, r.Checks[2].Outcome)
	require.Contains(t, r.Checks[2].Message, "not ours to stop")
	require.Equal(t, checker.NotRun, r.Checks[3].Outcome)
	require.Equal(t, checker.Skipped, r.Checks[3].Cause)
	require.Contains(t, r.Checks[3].Message, "not ours to kill")

	checks := strings.ReplaceAll(string(d.solution[echoChecks]), `Start(t, "echod")`, `Start(t, "echod", "--loud")`)
	require.NoError(t, os.WriteFile(filepath.Join(d.course.Root, filepath.FromSlash(d.exercise.Solution), echoChecks), []byte(checks), 0o644))
	_, r = run(t, job, 1)
	require.Equal(t, checker.NotRun, r.Outcome, "%+v", r)
	require.Equal(t, "none of its checks fits a program that runs already", r.Reason)
	require.Contains(t, r.Checks[0].Message, "it starts echod with --loud")
	needy := *d.exercise.Stage(1)
	needy.Needs = []int{1}
	require.Empty(t, checker.Unmet(&needy, []checker.StageResult{r}), "nothing is known of stage 1")
}

const echoChecks = "stage01_echo_test.go"

func build(t *testing.T, d demo) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "echod.exe")
	cmd := exec.Command("go", "build", "-o", program, "./cmd/echod")
	cmd.Dir = d.course.Path(d.exercise.Solution)
	cmd.Env = append(os.Environ(), "GOWORK=off")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return program
}

func TestAttemptsThatCannotBeTaken(t *testing.T) {
	d := newDemo(t, "counter")
	job := d.job(t, d.solution)
	big := filepath.Join(job.Attempt, "big.go")
	require.NoError(t, os.WriteFile(big, make([]byte, 9<<20), 0o644))
	_, err := checker.New(t.Context(), job)
	var bad *checker.AttemptError
	require.ErrorAs(t, err, &bad)
	require.EqualError(t, err, `"big.go": is larger than 8 MiB`)
	require.NoError(t, os.Remove(big))
	require.NoError(t, os.WriteFile(filepath.Join(job.Attempt, "film.mp4"), make([]byte, 9<<20), 0o644))

	c, r := run(t, job, 1)
	require.Equal(t, checker.Passed, r.Outcome)
	require.Equal(t, []string{`"film.mp4" is larger than 8 MiB and was left out`}, c.Notes())
}

// TestBroken holds the third outcome apart from the other two.
func TestBroken(t *testing.T) {
	d := newDemo(t, "counter")
	job := d.job(t, d.solution)

	t.Run("no Go", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		_, err := checker.New(t.Context(), job)
		requireBroken(t, err, "looking for the go command", "Install Go 1.26")
	})
	t.Run("no C compiler", func(t *testing.T) {
		t.Setenv("CC", "no-such-compiler")
		job := job
		job.Race = true
		_, err := checker.New(t.Context(), job)
		requireBroken(t, err, "looking for a C compiler", "without --race")
	})
	t.Run("no temporary folder", func(t *testing.T) {
		t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "gone"))
		t.Setenv("TMP", filepath.Join(t.TempDir(), "gone"))
		_, err := checker.New(t.Context(), job)
		requireBroken(t, err, "making a scratch folder", "")
	})
	t.Run("a build cache that cannot be", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "file")
		require.NoError(t, os.WriteFile(file, nil, 0o644))
		t.Setenv("GOCACHE", file)
		c, err := checker.New(t.Context(), job)
		require.NoError(t, err)
		defer func() { require.NoError(t, c.Close()) }()
		_, err = c.Stage(t.Context(), 1, nil)
		requireBroken(t, err, "building the attempt", "")
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		c, err := checker.New(ctx, job)
		require.NoError(t, err)
		defer func() { require.NoError(t, c.Close()) }()
		cancel()
		_, err = c.Stage(ctx, 1, nil)
		require.ErrorIs(t, err, context.Canceled)
	})
	t.Run("no checks yet", func(t *testing.T) {
		later, err := d.course.Find("later")
		require.NoError(t, err)
		_, err = checker.New(t.Context(), checker.Job{Course: d.course, Exercise: later, Attempt: job.Attempt})
		require.ErrorContains(t, err, "still to come")
	})
}

func requireBroken(t *testing.T, err error, doing, help string) {
	t.Helper()
	var b *checker.BrokenError
	require.ErrorAs(t, err, &b)
	require.Equal(t, doing, b.Doing)
	require.Contains(t, b.Help, help)
}

func TestNothingIsLeftBehind(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("TMP", temp)
	d := newDemo(t, "counter")
	c, err := checker.New(t.Context(), d.job(t, d.solution))
	require.NoError(t, err)
	_, err = c.Stage(t.Context(), 1, nil)
	require.NoError(t, err)
	require.NoError(t, c.Close())
	left, err := filepath.Glob(filepath.Join(temp, "course-check-*"))
	require.NoError(t, err)
	require.Empty(t, left)
}
