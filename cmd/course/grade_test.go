package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/grade"
)

// hand writes an attempt at the counter, with texts of the reference replaced.
func (u *user) hand(name string, replace ...string) {
	u.t.Helper()
	text := strings.NewReplacer(replace...).Replace(u.read(solution))
	require.NoError(u.t, os.MkdirAll(filepath.Join(u.dir, "class", name), 0o755))
	u.write("class/"+name+"/counter.go", text)
	u.write("class/"+name+"/go.mod", "module systems.course/counter\n\ngo 1.26\n")
}

func (u *user) report(out string) *grade.Report {
	u.t.Helper()
	r, err := grade.Read(filepath.Join(u.dir, out, "report.json"))
	require.NoError(u.t, err)
	return r
}

func TestGrade(t *testing.T) {
	u := newUser(t)
	u.hand("ada")
	u.hand("bob", "c.sum += by", "c.sum -= by")
	u.hand("cy\x1b[31m", "slices.Sort(names)", "slices.Sort(names)\n\tslices.Reverse(names)")
	require.NoError(t, os.MkdirAll(filepath.Join(u.dir, "class", "di"), 0o755))
	u.succeeds(words("grade class --seed 7 --sandbox none --csv class.csv --junit new/class.xml"),
		"counter: a counter", "attempts  4, 2 stages each", "seed      7", "jobs  ",
		"code runs without a sandbox: this runs strangers' code as you; see", "docs/grading.md",
		"of 4  ada", "all hold", "0/100  stage 1", `cy\x1b[31m                               `, "40/100  stage 2", "di  unfit: it has no files",
		"wrote     grade-counter/report.html", "wrote     grade-counter/report.json", "wrote     class.csv", "wrote     new/class.xml")
	r := u.report("grade-counter")
	require.Len(t, r.Attempts, 4)
	require.Equal(t, "none", r.Sandbox)
	require.Contains(t, u.read("grade-counter/report.html"), "<html")
	require.Contains(t, u.read("class.csv"), "ada")

	journal := u.read("grade-counter/journal.jsonl")
	u.succeeds(words("grade class --resume --sandbox none"), "seed      7", "all hold")
	require.Equal(t, journal, u.read("grade-counter/journal.jsonl"), "nothing was left to do")
	u.fails(2, words("grade class --resume --sandbox none --seed 8"), "it is of another run (seed: 7 then, 8 now)")
	u.fails(2, words("grade class --resume --out elsewhere --sandbox none"), "there is none to go on with: run without --resume")

	stdout, stderr, exit := u.raw("grade", "class/ada", "--sandbox", "none", "--seed", "7", "--out", "one", "--gradescope", "-")
	require.Zero(t, exit, stderr)
	require.True(t, json.Valid([]byte(stdout)), "nothing else is on standard output:\n%s", stdout)
	require.Contains(t, stderr, "attempts  1")

	stdout, stderr, exit = u.raw(words("grade --merge grade-counter/report.json one/report.json --out both --json -")...)
	require.Zero(t, exit, stderr)
	require.Equal(t, u.read("both/report.json"), stdout)
	r = u.report("both")
	require.Len(t, r.Attempts, 5)
	require.Equal(t, "ada (2)", r.Attempts[1].Name)
	u.fails(2, words("grade --merge one/report.json"), "grade-counter holds a run with its journal")
	u.fails(2, words("grade --merge class.csv"), "is no report")
}

func TestGradeWrongWords(t *testing.T) {
	u := newUser(t)
	u.hand("ada")
	u.hand("bob")
	for _, tt := range []struct{ line, want string }{
		{"grade", "what shall be graded?"},
		{"grade --merge", "needs the files"},
		{"grade --merge x --resume", "goes with --out and the outputs alone"},
		{"grade nowhere", "no such file"},
		{"grade class --exercise cuonter", "is it counter?"},
		{"grade class --exercise later", "still to come"},
		{"grade class --seed x", "a decimal number"},
		{"grade class --jobs -1", "a number from 1 to 1000"},
		{"grade class --sandbox jail", "auto, bwrap or none"},
		{"grade class --json - --csv -", "--json and --csv would write the same file"},
		{"grade class --gradescope x.json", "--gradescope is about one attempt, and there are 2"},
		{"grade class --classroom x.json", "--classroom is about one attempt, and there are 2"},
		{"grade module-01-demo/solutions --exercise later", "still to come"},
		{"grade module-01-demo/solutions", "not of one exercise (counter: ex01-counter; echo: ex02-echo): say which with --exercise"},
	} {
		u.fails(2, words(tt.line), tt.want)
	}
	require.NoDirExists(t, filepath.Join(u.dir, "grade-counter"))
}

func TestGradeBreaks(t *testing.T) {
	u := newUser(t)
	u.hand("ada")
	u.env = append(u.env, "PATH="+t.TempDir())
	u.fails(3, words("grade class --sandbox none"), "the checker broke while asking the go command")
}

func TestGradeFromAnArchive(t *testing.T) {
	u := newUser(t)
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	for name, text := range map[string]string{"sent/go.mod": "module systems.course/counter\n", "sent/counter.go": u.read(solution)} {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	u.write("ada.zip", archive.String())
	u.succeeds(words("grade ada.zip --sandbox none --out o --html page.html"), "ada", "100/100  all hold", "wrote     page.html")
	a := u.report("o").Attempts[0]
	require.Equal(t, "ada", a.Name)
	require.Equal(t, "ada.zip", a.Source)
}
