package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/internal/coursetest"
)

const solution = "module-01-demo/solutions/ex01-counter/counter.go"

func words(line string) []string { return strings.Fields(line) }

// TestAWayThrough is a student's, from nothing to the end.
func TestAWayThrough(t *testing.T) {
	u := newUser(t)
	u.succeeds(nil, "01  demo", "Begin:  course start counter")
	u.succeeds(words("list"), "counter", "2 stages", "later", "checks to come")
	u.succeeds(words("start counter"), "work/counter", "FAIL   1  count", "not written yet: stage 1: count", "This is where you begin")
	u.succeeds(nil, "You are at counter, 0 of 2 stages, in work/counter", "Next:   stage 1, count")
	u.fails(1, words("check"), "counter, in work/counter\n  FAIL   1  count", "4 of 4 checks failed", "(0 of 3 seen)", "[..] 0 of 2 stages",
		"spec     module-01-demo/exercises/ex01-counter.md:3")

	u.succeeds(words("hint"), "Stage 1: count", "Hint 1: a nudge", "2 hints left")
	stdout := u.succeeds(words("hint"), "Hint 2: the idea", "1 hint left")
	require.NotContains(t, stdout, "n = n + by")
	u.succeeds(words("hint counter"), "Hint 3: almost the code", "n = n + by")
	u.succeeds(words("hint"), "n = n + by", "no more hints")
	u.succeeds(words("hint --stage 2"), "Stage 2: name", "2 hints left")
	u.fails(2, words("compare"), "stage 1 has not passed yet")

	whole := u.read(solution)
	u.write("work/counter/counter.go", strings.Replace(whole, "slices.Sort(names)", "slices.Sort(names); slices.Reverse(names)", 1))
	u.fails(1, words("check"), "ok     1  count", "FAIL   2", "names are sorted",
		`expected  Names() = ["a" "b"]`, `got       ["b" "a"]`, "because   names come sorted", "check     stage02_names_test.go:19", "[#.] 1 of 2 stages", "(1 of 3 seen)")
	u.succeeds(words("compare"), "Stage 1: count", "── yours      Counter.Add", "── reference  Counter.Add")
	u.fails(2, words("compare --stage 2"), "stage 2 has not passed yet")
	u.succeeds(words("check --stage 1"), "ok     1  count")
	u.fails(1, words("check --stage 2"), "FAIL   2")

	u.write("work/counter/counter.go", whole)
	u.succeeds(words("check counter --race"), "ok     2", "[##] 2 of 2 stages", "All stages hold")
	u.succeeds(words("compare"), "Names are sorted when asked for", "Sorting on every Add", "COMMENTARY.md")
	u.succeeds(nil, "[##.] 2/3 stages", "all stages hold")

	require.Equal(t, u.read("module-01-demo/exercises/ex01-counter.md"), u.read("work/counter/SPEC.md"))
	checks := u.read("work/counter/stage01_count_test.go")
	u.write("work/counter/stage01_count_test.go", "package counter_test\n")
	u.succeeds(words("check"), "note     stage01_count_test.go is not the course's; the course's was used")
	u.write("work/counter/stage01_count_test.go", checks)

	moved := filepath.Join(t.TempDir(), "elsewhere")
	require.NoError(t, os.Rename(filepath.Join(u.course.Root, "work", "counter"), moved))
	u.dir, u.env = moved, append(u.env, "COURSE_ROOT="+u.course.Root)
	u.succeeds(words("check"), "counter, in this folder\n", "2 of 2 stages")
}

// TestTheCopyOfTheSpecHasLinksThatHold: of a workspace in the course, and of one
// that isn't.
func TestTheCopyOfTheSpecHasLinksThatHold(t *testing.T) {
	u := newUser(t)
	const spec = "module-01-demo/exercises/ex01-counter.md"
	u.write(spec, strings.Replace(u.read(spec), "\n\n", "\n\nRead [the module](../README.md#one).\n\n", 1))
	u.succeeds(words("start counter"))
	require.Contains(t, u.read("work/counter/SPEC.md"), "\n\nRead [the module](../../module-01-demo/README.md#one).\n\n")
	u.write("work/counter/SPEC.md", "mine")
	u.succeeds(words("reset --yes --exercise counter SPEC.md"))
	require.Contains(t, u.read("work/counter/SPEC.md"), "(../../module-01-demo/README.md#one)")
	far := filepath.Join(t.TempDir(), "far")
	u.succeeds([]string{"start", "counter", "--dir", far})
	text, err := os.ReadFile(filepath.Join(far, "SPEC.md"))
	require.NoError(t, err)
	require.Contains(t, string(text), "\n\nRead the module.\n\n")
}

// TestTheTerminalIsLeftAlone has an attempt say what would change its title.
func TestTheTerminalIsLeftAlone(t *testing.T) {
	u := newUser(t)
	u.succeeds(words("start counter"))
	u.write("work/counter/counter.go", strings.Replace(u.read(solution), "func (c *Counter) Value() int {",
		"func (c *Counter) Value() int {\n\tprintln(\"\\x1b]0;title\\a\")\n\tpanic(\"\\x1b[2J\")\n", 1))
	u.fails(1, words("check"), `panic: \x1b[2J`)
}

func TestJSON(t *testing.T) {
	u := newUser(t)
	u.succeeds(words("start counter"))
	stdout, stderr, exit := u.raw("check", "--json", "--all")
	require.Equal(t, 1, exit, stderr)
	var r checkReport
	var all struct {
		Outcome string
		Stages  []struct {
			Outcome string
			Checks  []struct{ Name, Title, Outcome, Cause, Message string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &all))
	require.Equal(t, "failed", all.Outcome)
	require.Len(t, all.Stages, 2, "--all goes on")
	require.Equal(t, "TestAddsOne", all.Stages[0].Checks[0].Name)
	require.Equal(t, "adds one", all.Stages[0].Checks[0].Title)
	require.Equal(t, "panic", all.Stages[0].Checks[0].Cause)
	require.Empty(t, r.Error)

	u.env = append(u.env, "PATH="+t.TempDir())
	stdout, _, exit = u.raw("check", "--json")
	require.Equal(t, 3, exit)
	require.NoError(t, json.Unmarshal([]byte(stdout), &all))
	require.Equal(t, "broken", all.Outcome)
}

// TestStagesThatAreNotRun has a first stage that fails, and a second that needs
// it.
func TestStagesThatAreNotRun(t *testing.T) {
	u := newUser(t)
	u.succeeds(words("start counter"))
	u.write("work/counter/counter.go", strings.Replace(u.read(solution), "c.sum += by", "c.sum -= by", 1))
	u.fails(1, words("check --all"), "FAIL   1  count", "skip   2  name what was counted", "needs stage 1, which does not hold", "[..] 0 of 2 stages")
	stdout, _, exit := u.raw("check", "--all", "--json")
	require.Equal(t, 1, exit)
	require.Contains(t, stdout, `"outcome": "not run"`)
	require.Contains(t, stdout, `"reason": "needs stage 1, which does not hold"`)
	require.NotContains(t, stdout, "null")
	u.succeeds(words("check --stage 2"), "ok     2")
	require.Equal(t, checkReport{Outcome: "passed", Passed: 1, Of: 1}, u.counts("check", "--stage", "2", "--json"))
	require.Equal(t, checkReport{Outcome: "failed", Of: 1}, u.counts("check", "--stage", "1", "--json"))
	require.Equal(t, checkReport{Outcome: "failed", Of: 2}, u.counts("check", "--all", "--json"))
	u.write("work/counter/counter.go", "package counter\n\nfunc {\n")
	stdout, _, exit = u.run("check", "--all")
	require.Equal(t, 1, exit)
	require.Contains(t, stdout, "your code does not compile:")
	stdout, _, _ = u.raw("check", "--json")
	require.NotContains(t, stdout, "null")
	stdout, _, exit = u.run("check", "--all")
	require.Equal(t, 1, exit)
	require.NotContains(t, stdout, "stages  ", "what does not compile says nothing about how far it had come")
}

func TestWrongWords(t *testing.T) {
	u := newUser(t)
	u.fails(2, words("check"), "nothing is started yet; begin with `course start counter`")
	u.fails(2, words("check counter"), "counter is not started yet")
	u.succeeds(words("start counter"))
	tests := []struct{ args, want string }{
		{"start conter", `there is no exercise "conter"; is it counter?`},
		{"start zzz", "`course list` shows all"},
		{"start", "accepts 1 arg(s), received 0"},
		{"start later", "the checks of later are still to come; its spec is there to read: module-01-demo/exercises/ex03-later.md"},
		{"start counter", "counter is started already, in work/counter (0 of 2 stages): nothing was changed"},
		{"start echo --dir work/counter", "work/counter is the workspace of counter: nothing was changed"},
		{"start echo --dir module-01-demo", "module-01-demo is not empty and is no workspace"},
		{"start echo --dir go.mod", "go.mod is not empty and is no workspace"},
		{"chekc", `unknown command "chekc"; is it check?`},
		{"zzzzzz", `unknown command "zzzzzz"; see `},
		{"check --seed x", `seed "x": a decimal number from 0 to 2^64-1 is wanted`},
		{"check --stage 3", "counter has the stages 1 to 2, not 3"},
		{"check --stage -1", "counter has the stages 1 to 2, not -1"},
		{"check --stage x", "invalid argument"},
		{"check --target 127.0.0.1:1", "--target is for exercises whose program listens; counter is a Go API"},
		{"check --dir nowhere", "there is no such folder"},
		{"check --dir module-01-demo", "is no workspace: say of which exercise it is"},
		{"hint --stage 9", "counter has the stages 1 to 2, not 9"},
		{"reset", "name the files to reset, or give --all"},
		{"reset --all x.go", "name the files to reset, or give --all"},
		{"reset cuonter.go", `has no file "cuonter.go"; nearest: counter.go`},
		{"--course nowhere", "no checkout of the course at"},
		{"verify nothing", `there is no exercise "nothing"`},
		{"prose README.md", "README.md is no Markdown file of the course"},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) { u.fails(2, words(tt.args), tt.want) })
	}
}

func TestAnAttemptElsewhere(t *testing.T) {
	u := newUser(t)
	dir := coursetest.Attempt(t, map[string][]byte{"counter.go": []byte(u.read(solution))})
	u.succeeds([]string{"check", "counter", "--dir", dir}, "2 of 2 stages")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "nothing is added to a folder that is no workspace")

	far := filepath.Join(t.TempDir(), "far", "away")
	u.succeeds([]string{"list"})
	_, stderr, exit := u.raw("start", "counter", "--dir", far)
	require.Zero(t, exit, stderr)
	u.raw("check", "counter")
	stdout, _, _ := u.raw("list")
	require.Contains(t, stdout, "[..] 0/2", "the course remembers where it lies")
}

func TestReset(t *testing.T) {
	u := newUser(t)
	u.succeeds(words("start counter"))
	given := u.read("work/counter/counter.go")
	u.succeeds(words("reset --all"), "nothing differs")
	u.write("work/counter/counter.go", "package counter // mine\n")
	u.fails(2, words("reset --all"), "nothing was changed: this is no terminal to ask on, so --yes is needed")
	require.Equal(t, "package counter // mine\n", u.read("work/counter/counter.go"))
	u.succeeds(words("reset counter.go --yes"), "done; what was there is in work/counter/.course/backup/")
	require.Equal(t, given, u.read("work/counter/counter.go"))
	kept, err := filepath.Glob(filepath.Join(u.dir, "work/counter/.course/backup/*/counter.go"))
	require.NoError(t, err)
	require.Len(t, kept, 1)
	text, err := os.ReadFile(kept[0])
	require.NoError(t, err)
	require.Equal(t, "package counter // mine\n", string(text))
}

// TestTheStudentsFilesAreLeftAlone compares the workspace before and after
// commands that fail in each way.
func TestTheStudentsFilesAreLeftAlone(t *testing.T) {
	tests := []struct {
		name string
		do   func(u *user)
		args string
		exit int
		want string
	}{
		{"no Go", func(u *user) { u.env = append(u.env, "PATH="+u.t.TempDir()) }, "check", 3, "looking for the go command"},
		{"no C compiler", func(u *user) { u.env = append(u.env, "CC=no-such-compiler") }, "check --race", 3, "The race detector needs one"},
		{"no room for a scratch folder", func(u *user) { u.env = append(u.env, "TMPDIR=/no/such/folder", "TMP=Z:\\none") }, "check", 3, "making a scratch folder"},
		{"an older course", func(u *user) { u.write("work/counter/.course/progress.json", `{"exercise":"counter"}`) }, "check", 2, "made by an older course"},
		{"a newer course", func(u *user) { u.write("work/counter/.course/progress.json", `{"format":7}`) }, "check counter", 2, "made by a newer course"},
		{"damaged progress", func(u *user) { u.write("work/counter/.course/progress.json", `{`) }, "hint counter", 2, "is damaged"},
		{"a syntax error", func(u *user) { u.write("work/counter/counter.go", "package counter\n\nfunc {\n") }, "check", 1, "counter.go:3:6: syntax error"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := newUser(t)
			u.succeeds(words("start counter"))
			tt.do(u)
			before := snapshot(t, filepath.Join(u.dir, "work"))
			u.fails(tt.exit, words(tt.args), tt.want)
			after := snapshot(t, filepath.Join(u.dir, "work"))
			if tt.exit == 1 { // progress is kept
				delete(before, filepath.Join("counter", ".course", "progress.json"))
				delete(after, filepath.Join("counter", ".course", "progress.json"))
			}
			require.Equal(t, before, after)
		})
	}
}

func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, relErr := filepath.Rel(dir, path)
		files[name] = string(text)
		return errors.Join(err, relErr)
	})
	require.NoError(t, err)
	return files
}

func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no interrupt that one process can send to another")
	}
	u := newUser(t)
	u.succeeds(words("start counter"))
	u.write("work/counter/counter.go", strings.Replace(u.read(solution), "return c.sum", "for {\n\t}", 1))
	temp := t.TempDir()
	cmd := exec.Command(program, "check")
	cmd.Dir, cmd.Env = u.dir, append(u.env, "TMPDIR="+temp)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	require.NoError(t, cmd.Start())
	before := snapshot(t, filepath.Join(u.dir, "work"))
	require.Eventually(t, func() bool {
		built, err := filepath.Glob(filepath.Join(temp, "course-check-*", "checks*"))
		return err == nil && len(built) > 0
	}, time.Minute, 5*time.Millisecond, "the checks are never built")
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.Error(t, cmd.Wait())
	require.Equal(t, 2, cmd.ProcessState.ExitCode(), stderr.String())
	require.Contains(t, stderr.String(), "interrupted; your files are as they were")
	require.Equal(t, before, snapshot(t, filepath.Join(u.dir, "work")))
	left, err := os.ReadDir(temp)
	require.NoError(t, err)
	require.Empty(t, left, "the scratch folder is gone")
}

func TestVerify(t *testing.T) {
	u := newUser(t)
	u.succeeds(words("verify counter"), "reference        1     1          0   held", "mutant           4     4          0   held")
	u.write(solution, strings.Replace(u.read(solution), "c.sum += by", "c.sum -= by", 1))
	stdout, _, exit := u.raw("verify", "counter")
	require.Equal(t, 1, exit)
	require.Contains(t, stdout, "BROKEN  reference  counter")
	require.Contains(t, stdout, "no longer applies")
}

func TestCompletion(t *testing.T) {
	u := newUser(t)
	u.succeeds(words("__complete check c"), "counter", "echo")
	u.succeeds(words("__complete start --"), "--dir")
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		stdout, stderr, exit := u.raw("completion", shell)
		require.Zero(t, exit, stderr)
		require.Contains(t, stdout, "course", fmt.Sprintf("completion for %s", shell))
	}
}
