//go:build unix

package checker_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
)

// A verdict is what the checker said of an attempt.
type verdict struct {
	outcome checker.Outcome
	cause   checker.Cause
	message string // of the first check that did not pass; the compiler's; or why the files were not taken
	stage   checker.StageResult
	time    time.Duration
}

// TestHostile gives the checker attempts that mean harm, one beside the other.
// With -v it prints what it said of each.
func TestHostile(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	kits := newKits(t)
	before := ours(t, temp)
	require.Empty(t, before)

	var mu sync.Mutex
	verdicts := make([]verdict, len(hostiles))
	t.Run("attempts", func(t *testing.T) {
		for i, h := range hostiles {
			t.Run(h.name, func(t *testing.T) {
				t.Parallel()
				if h.needs != nil {
					skip, missing := h.needs(t)
					if missing != nil {
						require.NotEqual(t, "true", os.Getenv("CI"), "%v", missing)
						t.Skip(missing)
					}
					if skip != "" {
						t.Skip(skip)
					}
				}
				v := h.judge(t, kits)
				mu.Lock()
				defer mu.Unlock()
				verdicts[i] = v
			})
		}
	})
	t.Log(table(verdicts))
	require.Empty(t, ours(t, temp), "processes are left")
	left, err := filepath.Glob(filepath.Join(temp, "course-check-*"))
	require.NoError(t, err)
	require.Empty(t, left, "scratch folders are left")
}

// kits are the demo course's exercises, each read once for all attempts.
type kits struct {
	counter, echo demo
	of            map[string]*checker.Kit
}

func newKits(t *testing.T) kits {
	t.Helper()
	k := kits{counter: newDemo(t, "counter"), echo: newDemo(t, "echo"), of: map[string]*checker.Kit{}}
	for _, d := range []demo{k.counter, k.echo} {
		kit, err := checker.LoadKit(d.course, d.exercise)
		require.NoError(t, err)
		k.of[d.exercise.Name] = kit
	}
	// An attempt whose failure could be the machine's, so that the kit knows that
	// the reference builds here, and a build that is cut short is the attempt's.
	t.Run("reference", func(t *testing.T) {
		job := k.counter.job(t, k.counter.with(map[string]string{"x.c": "int x;\n"}))
		job.Kit = k.of["counter"]
		_, r := run(t, job, 1)
		require.Contains(t, r.Build, "C source files not allowed")
	})
	return k
}

// job writes the attempt's files.
func (h hostile) job(t *testing.T, k kits) checker.Job {
	t.Helper()
	d, files := k.counter, map[string][]byte{}
	switch h.base {
	case honest:
		files = d.counter("", "hostile()")
	case stub:
		files = d.with(map[string]string{"counter.go": stubText})
	case whole:
		files = d.with(nil)
	case server:
		d = k.echo
		files = d.with(nil)
	}
	dir := filepath.Join("testdata", "hostile", cmp.Or(h.files, h.name))
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err == nil {
			files[filepath.ToSlash(rel)], err = os.ReadFile(name)
		}
		return err
	})
	if !errors.Is(err, fs.ErrNotExist) || h.make == nil && h.change == nil {
		require.NoError(t, err)
	}
	job := d.job(t, files)
	job.Kit = k.of[d.exercise.Name]
	if !h.every {
		job.Exercise = firstCheck(d.exercise)
	}
	if h.limit != 0 {
		job.CheckLimit = h.limit
	}
	if h.make != nil {
		h.make(t, job.Attempt)
	}
	if h.change != nil {
		h.change(&job)
	}
	return job
}

// firstCheck is the exercise with one check in its first stage.
func firstCheck(x *catalog.Exercise) *catalog.Exercise {
	less, stage := *x, *x.Stages[0]
	less.Stages = slices.Clone(x.Stages)
	stage.Checks = stage.Checks[:1]
	less.Stages[0] = &stage
	return &less
}

// judge lets the checker judge the attempt, and compares.
func (h hostile) judge(t *testing.T, k kits) verdict {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	start := time.Now()
	c, v := h.run(t, ctx, k)
	v.time = time.Since(start)
	require.Equal(t, h.outcome, v.outcome, "%+v", v.stage)
	if h.cause != "" {
		require.Equal(t, h.cause, v.cause, v.message)
	}
	require.Contains(t, v.message, h.says)
	if v.outcome == checker.Failed {
		require.NotEmpty(t, v.message)
	}
	if c == nil {
		return v
	}
	if h.base == stub && v.outcome == checker.Failed {
		for _, check := range v.stage.Checks {
			require.NotEqual(t, checker.Passed, check.Outcome, "%s passes on a stub", check.Name)
		}
	}
	if suspects := strings.Join(c.Suspects(), "\n"); h.suspect == "" {
		require.Empty(t, suspects)
	} else {
		require.Contains(t, suspects, h.suspect)
	}
	if h.also != nil {
		h.also(t, c, v)
	}
	return v
}

// run returns no Checker if the attempt's files are not taken.
func (h hostile) run(t *testing.T, ctx context.Context, k kits) (*checker.Checker, verdict) {
	t.Helper()
	c, err := checker.New(ctx, h.job(t, k))
	var unfit *checker.AttemptError
	if errors.As(err, &unfit) {
		return nil, verdict{message: unfit.Error()}
	}
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	r, err := c.Stage(ctx, 1, nil)
	require.NoError(t, err)
	v := verdict{outcome: r.Outcome, stage: r, message: r.Build}
	if r.Build != "" {
		v.cause = checker.Build
	}
	if i := slices.IndexFunc(r.Checks, func(c checker.CheckResult) bool { return c.Outcome != checker.Passed }); i >= 0 {
		v.cause, v.message = r.Checks[i].Cause, r.Checks[i].Message
	}
	return c, v
}

// table shows the verdicts; the order is that of hostiles.
func table(verdicts []verdict) string {
	var text strings.Builder
	fmt.Fprintf(&text, "\n%-30s %-8s %-10s %8s  %s", "attempt", "verdict", "cause", "seconds", "message")
	for i, v := range verdicts {
		if v.time == 0 {
			fmt.Fprintf(&text, "\n%-30s not judged", hostiles[i].name)
			continue
		}
		line, _, _ := strings.Cut(v.message, "\n")
		fmt.Fprintf(&text, "\n%-30s %-8s %-10s %8.1f  %.90s", hostiles[i].name, v.outcome, v.cause, v.time.Seconds(), line)
	}
	return text.String()
}

// ours returns the processes that belong to checks: the temporary folder of this
// test is in their environment, arguments, working directory or program.
func ours(t *testing.T, mark string) []string {
	t.Helper()
	var found []string
	processes, err := filepath.Glob("/proc/[0-9]*")
	require.NoError(t, err)
	for _, p := range processes {
		if filepath.Base(p) == fmt.Sprint(os.Getpid()) {
			continue
		}
		var about strings.Builder
		for _, name := range []string{"environ", "cmdline"} {
			if text, err := os.ReadFile(filepath.Join(p, name)); err == nil { // else it has ended, or is not ours
				about.Write(text)
			}
		}
		for _, name := range []string{"cwd", "exe"} {
			if target, err := os.Readlink(filepath.Join(p, name)); err == nil {
				about.WriteString(target)
			}
		}
		if strings.Contains(about.String(), mark) {
			found = append(found, p+" "+strings.ReplaceAll(about.String(), "\x00", " "))
		}
	}
	t.Logf("%d processes on this machine, %d of checks", len(processes), len(found))
	return found
}

func twoTimeouts(t *testing.T, _ *checker.Checker, v verdict) {
	require.Len(t, v.stage.Checks, 4)
	for _, check := range v.stage.Checks[2:] {
		require.Equal(t, checker.NotRun, check.Outcome)
		require.Equal(t, "not run: 2 checks of this stage had no end within the time limit", check.Message)
	}
}

func fourChecks(t *testing.T, _ *checker.Checker, v verdict) { require.Len(t, v.stage.Checks, 4) }

func oneOfFour(t *testing.T, _ *checker.Checker, v verdict) {
	require.Equal(t, checker.Passed, v.stage.Checks[0].Outcome, "it is deceived")
	require.Len(t, v.stage.Checks, 4)
}

func boundedOutput(t *testing.T, _ *checker.Checker, v verdict) {
	output := v.stage.Checks[0].Output
	require.Less(t, len(output), 300<<10)
	require.Contains(t, output, "bytes left out")
}

func leftProcesses(t *testing.T, _ *checker.Checker, v verdict) {
	if runtime.GOOS == "linux" {
		require.Positive(t, v.stage.Checks[0].Left)
		require.Contains(t, v.stage.Outlived()[0], "stage 1, adds one: processes that outlived the check were ended: ")
	}
}

func spiedNothing(t *testing.T, _ *checker.Checker, v verdict) {
	for line := range strings.Lines(v.stage.Checks[0].Output) {
		require.Equal(t, "spied 0 bytes <nil>", strings.TrimSpace(line))
	}
}

func notes(want ...string) func(*testing.T, *checker.Checker, verdict) {
	return func(t *testing.T, c *checker.Checker, _ verdict) { require.Equal(t, want, c.Notes()) }
}

func wroteOutside(t *testing.T, _ *checker.Checker, _ verdict) {
	require.FileExists(t, filepath.Join(os.TempDir(), "outside"))
}

func pipe(t *testing.T, dir string) {
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "pipe.go"), 0o600))
}

func compiler(*testing.T) (string, error) {
	_, err := exec.LookPath("gcc")
	return "", err
}

func bubblewrap(*testing.T) (string, error) {
	if runtime.GOOS != "linux" {
		return "only Linux has bubblewrap", nil
	}
	tool, err := exec.LookPath("bwrap")
	if err == nil {
		err = exec.Command(tool, "--ro-bind", "/", "/", "--unshare-all", "true").Run()
	}
	return "", err
}

func linux(*testing.T) (string, error) {
	if runtime.GOOS != "linux" {
		return "only Linux can limit it, or finds it, or has it; see package process and checkkit", nil
	}
	return "", nil
}

func permissions(*testing.T) (string, error) {
	if os.Getuid() == 0 {
		return "root can read everything", nil
	}
	return "", nil
}

func sandboxed(j *checker.Job) { j.Sandbox = "bwrap" }
