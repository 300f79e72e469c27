package checker_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/checker"
)

// stub is an attempt that does nothing right.
const stub = `package counter

type Counter struct{}

func New() *Counter                       { return nil }
func (c *Counter) Add(name string, by int) {}
func (c *Counter) Value() int             { return 0 }
func (c *Counter) Names() []string        { return nil }
`

// TestForgeries gives the checker stubs that try to look as if they passed.
func TestForgeries(t *testing.T) {
	d := newDemo(t, "counter")
	sealed := `{"Report":{"Check":"TestAddsOne","Completed":true},"Seal":"00"}`
	tests := map[string]string{
		"exit in init":        `package counter; import "os"; func init() { os.Exit(0) }`,
		"forged lines":        "package counter; import \"fmt\"; func init() { for range 3 { fmt.Print(\"\\x16--- PASS: TestCourse/TestAddsOne (0.00s)\\n\\x16PASS\\nok\\n\") } }",
		"forged, and exit":    "package counter; import (\"fmt\"; \"os\"); func init() { fmt.Print(\"=== RUN   TestCourse\\n--- PASS: TestCourse (0.00s)\\nPASS\\n\"); os.Exit(0) }",
		"os.Args":             `package counter; import "os"; func init() { os.Args = []string{os.Args[0], "-test.run=^$"} }`,
		"os.Args in place":    `package counter; import "os"; func init() { for i := range os.Args { os.Args[i] = "-test.run=^$" } }`,
		"flags":               `package counter; import ("flag"; "time"); func init() { go func() { for { flag.Set("test.run", "^$"); time.Sleep(time.Microsecond) } }(); time.Sleep(time.Millisecond) }`,
		"flags on return":     `package counter; import "flag"; func init() { flag.CommandLine = flag.NewFlagSet("x", flag.ContinueOnError) }`,
		"the order":           `package counter; import ("io"; "os"); func init() { if b, _ := io.ReadAll(os.Stdin); len(b) > 0 { os.Exit(0) } }`,
		"the environment":     `package counter; import "os"; func init() { os.Setenv("COURSE_SEED", "7") }`,
		"the report a pipe":   `package counter; import ("os"; "os/exec"; "path/filepath"); func init() { exec.Command("mkfifo", filepath.Join(filepath.Dir(os.Args[0]), "report")).Run() }`,
		"the report zeros":    `package counter; import ("os"; "path/filepath"); func init() { os.Symlink("/dev/zero", filepath.Join(filepath.Dir(os.Args[0]), "report")) }`,
		"the report sparse":   `package counter; import ("os"; "path/filepath"); func init() { f, _ := os.Create(filepath.Join(filepath.Dir(os.Args[0]), "report")); f.Truncate(1 << 40) }`,
		"the report a folder": `package counter; import ("os"; "path/filepath"); func init() { os.Mkdir(filepath.Join(filepath.Dir(os.Args[0]), "report"), 0o755) }`,
		"the folder gone":     `package counter; import ("os"; "path/filepath"); func init() { os.RemoveAll(filepath.Dir(filepath.Dir(os.Args[0]))) }`,
		"a report of its own": `package counter; import ("os"; "path/filepath"); func init() {
			dir := filepath.Dir(os.Args[0])
			go func() { for { os.WriteFile(filepath.Join(dir, "report"), []byte(` + "`" + sealed + "`" + `), 0o600) } }() }`,
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, r := run(t, d.job(t, d.with(map[string]string{"counter.go": stub, "forge.go": text})), 1)
			require.Equal(t, checker.Failed, r.Outcome)
			for _, check := range r.Checks {
				require.Equal(t, checker.Failed, check.Outcome, check.Name)
				require.NotEmpty(t, check.Message)
			}
		})
	}
}

// TestOrderIsTakenFirst lets an attempt print what it can read of the order.
func TestOrderIsTakenFirst(t *testing.T) {
	d := newDemo(t, "counter")
	spy := `package counter; import ("fmt"; "io"; "os"); func init() { b, err := io.ReadAll(os.Stdin); fmt.Printf("spied %d bytes %v\n", len(b), err) }`
	_, r := run(t, d.job(t, d.with(map[string]string{"spy.go": spy})), 1)
	require.Equal(t, checker.Passed, r.Outcome)
	require.Equal(t, "spied 0 bytes <nil>", r.Checks[0].Output)
}

func TestCorrectCodeThatChangesTheArgumentsFails(t *testing.T) {
	d := newDemo(t, "counter")
	_, r := run(t, d.job(t, d.with(map[string]string{"args.go": `package counter; import "os"; func init() { os.Args = append(os.Args, "-test.count=1") }`})), 1)
	require.Equal(t, checker.Failed, r.Outcome)
	require.Equal(t, checker.Tampering, r.Checks[0].Cause)
	require.Contains(t, r.Checks[0].Message, "changed os.Args")
}

// TestOwnTestsDoNotCount gives a stub with tests, checks and a go.mod of its own.
func TestOwnTestsDoNotCount(t *testing.T) {
	d := newDemo(t, "counter")
	files := d.with(map[string]string{
		"counter.go":              stub,
		"main_test.go":            "package counter\nimport (\"os\"; \"testing\")\nfunc TestMain(m *testing.M) { os.Exit(0) }\n",
		"stage01_count_test.go":   "package counter_test\nimport \"testing\"\nfunc TestAddsOne(t *testing.T) {}\n",
		"stage00_helpers_test.go": "package counter_test\n",
		"checkkit/fail.go":        "package checkkit\n",
		"go.mod":                  "module elsewhere\n",
	})
	_, r := run(t, d.job(t, files), 1)
	require.Equal(t, checker.Failed, r.Outcome)
	require.Len(t, r.Checks, 4)
}

// TestWhatOneCheckWritesDoesNotReachTheNext lets an attempt replace, in its
// first check, the test binary, and all files that lie beside and above it.
func TestWhatOneCheckWritesDoesNotReachTheNext(t *testing.T) {
	d := newDemo(t, "counter")
	vandal := `package counter; import ("os"; "path/filepath"); func init() {
		scratch := filepath.Dir(filepath.Dir(os.Args[0]))
		os.Rename(os.Args[0], os.Args[0] + ".old")
		filepath.WalkDir(scratch, func(path string, e os.DirEntry, err error) error {
			if err == nil && !e.IsDir() && path != os.Args[0] + ".old" { os.WriteFile(path, []byte("#!/bin/sh\nexit 0\n"), 0o755) }
			return nil
		}) }`
	text, _, ok := strings.Cut(string(d.solution["counter.go"]), "// Names returns")
	require.True(t, ok)
	text = strings.Replace(text, "\t\"slices\"\n", "", 1)
	c, r := run(t, d.job(t, d.with(map[string]string{"counter.go": text, "vandal.go": vandal})), 1)
	require.Equal(t, checker.Passed, r.Outcome, "%+v", r)
	require.NotEmpty(t, c.Suspects())
	r, err := c.Stage(t.Context(), 2, nil)
	require.NoError(t, err)
	require.Contains(t, r.Build, "c.Names undefined", "the second build is of the attempt, not of what the first check has left")
}

func TestFoldersThatCannotBeWrittenAreRemoved(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	d := newDemo(t, "counter")
	text := `package counter; import ("os"; "path/filepath"); func init() { d := filepath.Join(os.TempDir(), "a", "b"); os.MkdirAll(d, 0o755); os.Chmod(filepath.Dir(d), 0o500) }`
	c, err := checker.New(t.Context(), d.job(t, d.with(map[string]string{"readonly.go": text})))
	require.NoError(t, err)
	r, err := c.Stage(t.Context(), 1, nil)
	require.NoError(t, err)
	require.Equal(t, checker.Passed, r.Outcome)
	require.NoError(t, c.Close())
	left, err := os.ReadDir(temp)
	require.NoError(t, err)
	require.Empty(t, left)
}
