//go:build unix

package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
	"systems.course/internal/coursetest"
	"systems.course/internal/grade"
	"systems.course/internal/mutant"
	"systems.course/internal/starter"
)

// A known attempt is one whose verdict is known before it is graded.
type known struct {
	status grade.Status
	first  int  // the first stage that does not hold; 0: all do
	more   bool // stages after the first failure may hold too
	says   string
}

// TestClass grades a class of 40 attempts at lru-cache, whose verdicts are known,
// three times: as it is, interrupted and resumed, and as three machines would,
// merged. It takes minutes, so a plain `go test ./...` leaves it to CI.
func TestClass(t *testing.T) {
	if os.Getenv("COURSE_CLASS") == "" {
		t.Skip("a class of 40 takes minutes: set COURSE_CLASS=1 (CI does)")
	}
	root, err := catalog.FindRoot(".")
	require.NoError(t, err)
	class := newClass(t, coursetest.Load(t, root))
	u := &user{t: t, course: class.course, dir: t.TempDir(), env: append(os.Environ(), "COURSE_ROOT="+root, "NO_COLOR=1")}
	args := []string{"grade", class.dir, "--seed", "7"}

	begin := time.Now()
	stdout, stderr, exit := u.raw(append(args, "--out", "whole", "--csv", "class.csv", "--junit", "class.xml")...)
	require.Zero(t, exit, "%s%s", stdout, stderr)
	wall := time.Since(begin)
	whole := readReport(t, u.dir, "whole")
	sum, longest := 0.0, 0.0
	for _, a := range whole.Attempts {
		sum, longest = sum+a.Seconds, max(longest, a.Seconds)
	}
	t.Logf("%s\ngraded in %.1f s; builds and checks, one after the other, %.1f s, on %d slots %.1f s; the longest attempt %.1f s",
		stdout, wall.Seconds(), sum, whole.Jobs, sum/float64(whole.Jobs), longest)
	class.compare(t, whole)

	class.interrupt(t, u, append(args, "--out", "resumed"))
	stdout, stderr, exit = u.raw(append(args, "--out", "resumed", "--resume")...)
	require.Zero(t, exit, "%s%s", stdout, stderr)
	require.Equal(t, verdicts(whole), verdicts(readReport(t, u.dir, "resumed")))

	merge := []string{"grade", "--out", "merged", "--merge"}
	for i, names := range class.thirds() {
		out := fmt.Sprint("machine", i)
		stdout, stderr, exit = u.raw(append([]string{"grade", "--exercise", "lru-cache", "--seed", "7", "--out", out}, names...)...)
		require.Zero(t, exit, "%s%s", stdout, stderr)
		merge = append(merge, filepath.Join(out, "report.json"))
	}
	stdout, stderr, exit = u.raw(merge...)
	require.Zero(t, exit, "%s%s", stdout, stderr)
	require.Equal(t, verdicts(whole), verdicts(readReport(t, u.dir, "merged")))
}

// A class is a folder of attempts.
type class struct {
	course   *catalog.Course
	exercise *catalog.Exercise
	dir      string
	solution map[string][]byte
	attempts map[string]known
}

func newClass(t *testing.T, course *catalog.Course) *class {
	x, err := course.Find("lru-cache")
	require.NoError(t, err)
	c := &class{course: course, exercise: x, dir: t.TempDir(), attempts: map[string]known{}}
	c.solution, err = starter.Whole(course.Path(x.Solution), c.options())
	require.NoError(t, err)
	c.whole(t)
	c.partial(t)
	c.mutants(t)
	c.hostile(t)
	c.broken(t)
	require.Len(t, c.attempts, 40)
	return c
}

func (c *class) options() starter.Options {
	return starter.Options{Titles: c.exercise.Titles(), Checkkit: c.course.Path("checkkit")}
}

func (c *class) folder(t *testing.T, name string, files map[string][]byte, k known) {
	for file, data := range files {
		at := filepath.Join(c.dir, name, filepath.FromSlash(file))
		require.NoError(t, os.MkdirAll(filepath.Dir(at), 0o755))
		require.NoError(t, os.WriteFile(at, data, 0o644))
	}
	c.attempts[name] = k
}

// whole adds the reference as a folder, as an archive and as a clone.
func (c *class) whole(t *testing.T) {
	all := known{status: grade.Graded}
	c.folder(t, "whole-folder", c.solution, all)
	c.file(t, "whole-zip.zip", zipped(t, "student_4711_file/lru-cache/", c.solution), all)
	c.folder(t, "whole-clone", c.solution, all)
	for _, line := range []string{"init -q", "add .", "-c user.name=s -c user.email=s@example.invalid commit -q -m all"} {
		git := exec.Command("git", strings.Fields(line)...)
		git.Dir = filepath.Join(c.dir, "whole-clone")
		out, err := git.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
}

// partial adds what students have who stopped after each of the first stages, or
// do not compile.
func (c *class) partial(t *testing.T) {
	dir := c.course.Path(c.exercise.Solution)
	asked, err := starter.Stages(dir)
	require.NoError(t, err)
	for n := range 7 {
		files, err := starter.Ladder(dir, n, c.options())
		require.NoError(t, err)
		first := n + 1
		for len(asked[first]) == 0 { // a stage that asks for no new function holds already
			first++
		}
		c.folder(t, fmt.Sprintf("partial-%d", n), files, known{status: grade.Graded, first: first, more: true, says: "not written yet"})
	}
	zero := c.options()
	zero.Stub = starter.Zero
	files, err := starter.Generate(dir, zero)
	require.NoError(t, err)
	c.folder(t, "zero", files, known{status: grade.Graded, first: 1, says: "expected"})
	c.folder(t, "syntax", c.with("extra.go", "package lru\n\nfunc {\n"), known{status: grade.Graded, first: 1, says: "extra.go:3"})
	c.folder(t, "renamed", c.edited(t, "expire.go", "PutTTL(", "PutWithTTL("), known{status: grade.Graded, first: 7, more: true, says: "PutTTL undefined"})
}

// mutants adds wrong implementations of each stage.
func (c *class) mutants(t *testing.T) {
	dir := c.course.Path(c.exercise.Solution)
	for _, s := range c.exercise.Stages {
		name := s.Mutants[0]
		text, err := os.ReadFile(filepath.Join(dir, "mutants", name))
		require.NoError(t, err)
		m, err := mutant.Parse(text)
		require.NoError(t, err)
		files, err := m.Apply(c.solution)
		require.NoError(t, err)
		c.folder(t, "mutant-"+strings.TrimSuffix(name, ".patch"), files, known{status: grade.Graded, first: s.N, more: true, says: "expected"})
	}
}

// hostile adds attempts that mean harm.
func (c *class) hostile(t *testing.T) {
	get := "func (c *Cache[K, V]) Get(key K) (V, bool) {\n"
	for name, h := range map[string]struct {
		imports, line, says string
	}{
		"exit":      {`"os"`, "os.Exit(0)", "os.Exit(0)"},
		"loop":      {"", "for c != nil {\n}", "no end after"},
		"memory":    {"", "var all [][]byte\n\tfor c != nil {\n\t\tb := make([]byte, 64<<20)\n\t\tfor i := 0; i < len(b); i += 4096 {\n\t\t\tb[i] = 1\n\t\t}\n\t\tall = append(all, b)\n\t}\n\t_ = all", "memory"},
		"output":    {`"strings"`, "for range 200 {\n\t\tprintln(strings.Repeat(\"x\", 1<<20))\n\t}\n\tpanic(\"done\")", "panic: done"},
		"daemon":    {`"os/exec"; "syscall"`, "cmd := exec.Command(\"sleep\", \"600\")\n\tcmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}\n\tif err := cmd.Start(); err != nil {\n\t\tpanic(err)\n\t}\n\tpanic(\"left one\")", "panic: left one"},
		"kill-self": {`"syscall"`, "_ = syscall.Kill(syscall.Getpid(), syscall.SIGKILL)", "killed"},
		"parent":    {`"syscall"`, "_ = syscall.Kill(syscall.Getppid(), syscall.SIGKILL)\n\tselect {}", ""},
		"deadlock":  {"", "select {}", "deadlock"},
		"forged":    {`"os"`, "fmt.Println(\"--- PASS: TestCourse (0.00s)\\nPASS\")\n\tos.Exit(0)", "os.Exit(0)"},
	} {
		text := string(c.solution["cache.go"])
		text = strings.Replace(text, "import (", "import (\n"+h.imports, 1)
		text = strings.Replace(text, get, get+"\t"+h.line+"\n", 1)
		c.folder(t, "hostile-"+name, c.with("cache.go", text), known{status: grade.Graded, first: 1, more: true, says: h.says})
	}
}

// broken adds archives that cannot be taken.
func (c *class) broken(t *testing.T) {
	good := zipped(t, "", c.solution)
	unfit := known{status: grade.Unfit, first: 1}
	c.file(t, "cut.zip", good[:len(good)/2], unfit)
	c.file(t, "text.zip", []byte("this is no archive"), unfit)
	c.file(t, "empty.zip", zipped(t, "", nil), unfit)
	c.file(t, "climbs.zip", zipped(t, "../../", c.solution), unfit)
	c.file(t, "bomb.zip", zipped(t, "", map[string][]byte{"go.mod": c.solution["go.mod"], "cache.go": bytes.Repeat([]byte(" "), 300<<20)}), unfit)
	c.folder(t, "nothing", map[string][]byte{"README.txt": []byte("my dog ate it\n")}, unfit)
	c.folder(t, "twice", map[string][]byte{
		"a/go.mod": c.solution["go.mod"], "a/cache.go": c.solution["cache.go"],
		"b/go.mod": c.solution["go.mod"], "b/cache.go": c.solution["cache.go"],
	}, unfit)
	flipped := bytes.Clone(good)
	flipped[len(flipped)/3] ^= 0xff
	c.file(t, "flipped.zip", flipped, unfit)
	c.folder(t, "other", map[string][]byte{"go.mod": []byte("module other\n"), "main.go": []byte("package main\n\nfunc main() {}\n")}, known{status: grade.Unfit, first: 1, more: true})
	require.NoError(t, os.Symlink("/", filepath.Join(c.dir, "nothing", "root")))
}

func (c *class) with(name, text string) map[string][]byte {
	files := maps.Clone(c.solution)
	files[name] = []byte(text)
	return files
}

func (c *class) edited(t *testing.T, name, from, to string) map[string][]byte {
	text := string(c.solution[name])
	require.Contains(t, text, from)
	return c.with(name, strings.ReplaceAll(text, from, to))
}

func (c *class) file(t *testing.T, name string, data []byte, k known) {
	require.NoError(t, os.WriteFile(filepath.Join(c.dir, name), data, 0o644))
	c.attempts[strings.TrimSuffix(name, ".zip")] = k
}

func zipped(t *testing.T, folder string, files map[string][]byte) []byte {
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(folder + name)
		require.NoError(t, err)
		_, err = w.Write(files[name])
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return archive.Bytes()
}

// thirds returns the attempts' paths, dealt to three machines.
func (c *class) thirds() [3][]string {
	var thirds [3][]string
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		panic(err)
	}
	for i, e := range entries {
		thirds[i%3] = append(thirds[i%3], filepath.Join(c.dir, e.Name()))
	}
	return thirds
}

// compare holds a report against what is known of each attempt.
func (c *class) compare(t *testing.T, r *grade.Report) {
	require.Len(t, r.Attempts, len(c.attempts))
	for _, a := range r.Attempts {
		k, ok := c.attempts[a.Name]
		require.True(t, ok, "who is %q?", a.Name)
		require.Equal(t, k.status, a.Status, "%s: %s", a.Name, a.Error)
		if k.status != grade.Graded {
			require.NotEmpty(t, a.Error, a.Name)
			require.Zero(t, a.Points, a.Name)
			continue
		}
		first, points, said := 0, 0, ""
		for _, s := range a.Stages {
			switch {
			case s.Outcome == checker.Passed:
				points += c.exercise.Stage(s.Stage).Points
				require.True(t, k.more || first == 0, "%s passes stage %d", a.Name, s.Stage)
			case first == 0:
				first = s.Stage
				said = s.Build + s.Reason
				for _, check := range s.Checks {
					said += check.Message
				}
			}
		}
		require.Equal(t, k.first, first, "%s: %s", a.Name, said)
		require.Equal(t, points, a.Points, a.Name)
		require.Contains(t, said, k.says, a.Name)
	}
}

// interrupt begins a run and ends it, as Ctrl-C does, when a good part is done.
func (c *class) interrupt(t *testing.T, u *user, args []string) {
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Env = u.dir, u.env
	cmd.Stdout, cmd.Stderr = io.Discard, io.Discard
	require.NoError(t, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	journal := filepath.Join(u.dir, "resumed", "journal.jsonl")
	require.Eventually(t, func() bool {
		text, err := os.ReadFile(journal)
		return err == nil && bytes.Count(text, []byte("\n")) > 60
	}, 5*time.Minute, 20*time.Millisecond)
	require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
	<-ended
	require.Equal(t, exitUsage, cmd.ProcessState.ExitCode())
	r := readReport(t, u.dir, "resumed")
	require.True(t, slices.ContainsFunc(r.Attempts, func(a grade.Attempt) bool { return a.Status == grade.Pending }))
}

func readReport(t *testing.T, dir, out string) *grade.Report {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, out, "report.json"))
	require.NoError(t, err)
	var r grade.Report
	require.NoError(t, json.Unmarshal(text, &r))
	return &r
}

// verdicts is what must be the same however often a class is graded: a line for
// each check, with its message.
func verdicts(r *grade.Report) []string {
	var lines []string
	for _, a := range r.Attempts {
		lines = append(lines, fmt.Sprint(a.Name, ": ", a.Status, " ", a.Points, " ", a.Error, a.Suspects, a.Notes))
		for _, s := range a.Stages {
			lines = append(lines, fmt.Sprint(a.Name, "/", s.Stage, ": ", s.Outcome, s.Reason, s.Build))
			for _, check := range s.Checks {
				lines = append(lines, fmt.Sprint(a.Name, "/", s.Stage, "/", check.Name, ": ", check.Outcome, " ", check.Cause, " ", check.Message))
			}
		}
	}
	for _, p := range r.Similar {
		lines = append(lines, fmt.Sprintf("similar %d %d %.4f", p.A, p.B, p.Share))
	}
	return lines
}
