package gates_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"systems.course/internal/catalog"
	"systems.course/internal/coursetest"
	"systems.course/internal/gates"
	"systems.course/internal/repo"
)

// TestGates holds every gate over the whole course. Outside of CI, two mutants
// of each stage (of a server's, one) are run; the others are only applied. That a
// server's mutants pass the stages before their own takes many minutes and is left
// to `course verify`.
func TestGates(t *testing.T) {
	root, err := catalog.FindRoot(".")
	require.NoError(t, err)
	require.NoError(t, repo.ReadAll(root))
	c, err := catalog.Load(root)
	require.NoError(t, err)
	sample := os.Getenv("CI") != "true"
	slots := make(chan struct{}, gates.Slots())
	for _, gate := range gates.Cases(c, gates.Options{Sample: sample, OwnStage: true}) {
		t.Run(gate.Gate+"/"+gate.Subject, func(t *testing.T) {
			t.Parallel()
			slots <- struct{}{}
			defer func() { <-slots }()
			o := gate.Run(t.Context())
			for _, note := range o.Notes {
				t.Log(note)
			}
			for _, problem := range o.Problems {
				t.Error(problem)
			}
			if o.Skipped != "" {
				t.Skip(o.Skipped)
			}
		})
	}
}

const (
	counter  = "module-01-demo/solutions/ex01-counter/"
	echo     = "module-01-demo/solutions/ex02-echo/"
	exercise = "module-01-demo/exercises/"
)

// TestGatesBite breaks the demo course in one place at a time and expects the
// gate that is there for it to say so.
func TestGatesBite(t *testing.T) {
	tests := []struct {
		name, file, before, after string
		gate, want                string
	}{
		{"the reference is wrong", counter + "counter.go", "c.sum += by", "c.sum += by + 1",
			gates.Reference, "stage 1 fails:\nTestAddsOne (assertion)\n    expected  Value() = 1\n    got       2"},
		{"the reference does not compile", counter + "counter.go", "return c.sum", "return c.total",
			gates.Reference, "it does not compile"},
		{"a check asserts nothing", counter + "stage02_names_test.go", `checkkit.Equal(t, "Names()", c.Names(), []string{"a"}, "a was counted")`, "",
			gates.Zero, ""}, // its helper still asserts
		{"a check that any code passes", counter + "stage02_names_test.go", "func TestNamesAreKept(t *testing.T) {", "func TestNamesAreKept(t *testing.T) {\n\tt.Log(1)\n}\n\nfunc TestRest(t *testing.T) {",
			gates.Zero, "stage02_names_test.go:9: TestNamesAreKept passes on a stub: it asserts nothing"},
		{"and with bodies that panic", counter + "stage02_names_test.go", "func TestNamesAreKept(t *testing.T) {", "func TestNamesAreKept(t *testing.T) {\n\tt.Log(1)\n}\n\nfunc TestRest(t *testing.T) {",
			gates.Stub, "stage02_names_test.go:9: TestNamesAreKept passes on a stub"},
		{"a mark is missing", counter + "counter.go", "//course:stage 2", "//",
			gates.Stub, "Counter.Names"},
		{"a module that is not in the cache", counter + "go.mod", "require systems.course/checkkit v0.0.0", "require (\n\tsystems.course/checkkit v0.0.0\n\texample.invalid/x v1.0.0\n)",
			gates.Offline, "in the starter, without a network: exit code 1"},
		{"a go.mod that is not tidy", counter + "go.mod", "require systems.course/checkkit v0.0.0", "require systems.course/checkkit v0.0.0 // indirect",
			gates.Offline, "go mod tidy changes the starter's go.mod"},
		{"a check asks for what comes later", counter + "stage01_count_test.go", `c.Add("a", 1)`, `c.Add("a", 1); c.Names()`,
			gates.Ladder, "with the functions of the stages after 1 still to be written, stage 1 fails"},
		{"a mutant that no longer applies", counter + "mutants/stage02-nameless.patch", " \tc.sum += by", " \tc.sum -= by",
			gates.Mutant, "stage02-nameless.patch: it no longer applies: counter.go has these lines 0 times"},
		{"a mutant that is none", counter + "mutants/stage01-backwards.patch", "if by < 0", "if by < -1000000",
			gates.Mutant, "stage01-backwards.patch passes stage 1: the checks do not see its mistake"},
		{"a mutant that does not compile", counter + "mutants/stage01-backwards.patch", "if by < 0", "if by",
			gates.Mutant, "stage01-backwards.patch does not compile"},
		{"a mutant of the wrong stage", counter + "mutants/stage02-unsorted.patch", "slices.Reverse(names)", "c.sum = 0; panic(1)",
			gates.Mutant, "stage02-unsorted.patch is not rejected by an assertion"},
		{"a mutant that is seen too early", counter + "mutants/stage02-nameless.patch", " \tc.sum += by\n-\tc.names[name] = true", "-\tc.sum += by\n \tc.names[name] = true",
			gates.Mutant, "stage02-nameless.patch is to be rejected by stage 2, and stage 1 rejects it"},
		{"a stage too many", exercise + "ex01-counter.md", "## Points", "## Stage 3: more\n\n## Points",
			gates.Catalogue, "stage 3 has no checks"},
		{"a rubric that looks at nothing", exercise + "ex01-counter.md", "`Counter.Add`", "`Counter.Sub`",
			gates.Catalogue, `rubric "lock": Counter.Sub is nowhere in module-01-demo/solutions/ex01-counter`},
		{"a real server that does otherwise", echo + "oracle/echod/main.go", "io.Copy(c, c)", `io.WriteString(c, "no\n")`,
			gates.Oracle, "stage 1: the real server fails TestSendsBackALine (assertion)"},
		{"an oracle that does not compile", echo + "oracle/echod/main.go", "io.Copy(c, c)", "io.Copy(c)",
			gates.Oracle, "not enough arguments"},
		{"a link to nowhere", exercise + "ex01-counter.md", "Add adds", "[Add](add.md) adds",
			gates.Prose, "add.md"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := coursetest.New(t)
			file := filepath.Join(c.Root, filepath.FromSlash(tt.file))
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Contains(t, string(text), tt.before)
			require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(text), tt.before, tt.after, 1)), 0o644))
			var problems []string
			for _, gate := range gates.Cases(coursetest.Load(t, c.Root), gates.Options{}) {
				if gate.Gate == tt.gate {
					problems = append(problems, gate.Run(t.Context()).Problems...)
				}
			}
			if tt.want == "" {
				require.Empty(t, problems)
				return
			}
			require.Contains(t, strings.Join(problems, "\n"), tt.want)
		})
	}
}

// TestOracle has the real server pass, be missing, and pass what it is said not to.
func TestOracle(t *testing.T) {
	t.Setenv("CI", "true")
	folder := filepath.FromSlash(echo + "oracle")
	tests := []struct {
		name    string
		change  func(t *testing.T, folder string)
		problem string
		skipped string
	}{
		{"it passes", func(*testing.T, string) {}, "", ""},
		{"nobody knows one", func(t *testing.T, folder string) { require.NoError(t, os.RemoveAll(folder)) }, "no oracle is known for it", ""},
		{"there is none", func(t *testing.T, folder string) {
			require.NoError(t, os.WriteFile(filepath.Join(folder, "none.txt"), []byte("nobody else speaks it\n"), 0o644))
		}, "", "nobody else speaks it"},
		{"it is not installed", func(t *testing.T, folder string) {
			main := filepath.Join(folder, "echod", "main.go")
			text, err := os.ReadFile(main)
			require.NoError(t, err)
			missing := strings.Replace(string(text), `fmt.Println("a real echo server 1.0")`, `log.Fatal("no echod is installed")`, 1)
			require.NoError(t, os.WriteFile(main, []byte(missing), 0o644))
		}, "no echod is installed", ""},
		{"it passes an exception", func(t *testing.T, folder string) {
			exceptions(t, folder, "# what it can't\nTestSendsBackALine: it is too old\n")
		}, "TestSendsBackALine is listed as an exception (it is too old), and the real server passes it", ""},
		{"an exception that is no check", func(t *testing.T, folder string) {
			exceptions(t, folder, "TestSings: it can't sing\n")
		}, "there is no check TestSings", ""},
		{"an exception without a reason", func(t *testing.T, folder string) {
			exceptions(t, folder, "TestSendsBackALine:\n")
		}, "exceptions.txt:1: found \"TestSendsBackALine:\"", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := coursetest.New(t)
			tt.change(t, filepath.Join(c.Root, folder))
			o := oracle(t, c)
			require.Equal(t, tt.skipped, o.Skipped)
			if tt.problem == "" {
				require.Empty(t, o.Problems)
				return
			}
			require.Contains(t, strings.Join(o.Problems, "\n"), tt.problem)
		})
	}
}

func exceptions(t *testing.T, folder, text string) {
	require.NoError(t, os.WriteFile(filepath.Join(folder, "exceptions.txt"), []byte(text), 0o644))
}

// oracle runs the gate oracle of the exercise echo.
func oracle(t *testing.T, c *catalog.Course) gates.Outcome {
	for _, gate := range gates.Cases(c, gates.Options{Exercise: "echo"}) {
		if gate.Gate == gates.Oracle {
			return gate.Run(t.Context())
		}
	}
	t.Fatal("no gate oracle")
	return gates.Outcome{}
}

// TestGatesHold runs all gates of the demo course's API exercise.
func TestGatesHold(t *testing.T) {
	c := coursetest.New(t)
	ran := map[string]int{}
	cases := gates.Cases(c, gates.Options{Exercise: "counter"})
	err := gates.Run(t.Context(), cases, func(gate gates.Case, o gates.Outcome) {
		require.Empty(t, o.Problems, gate.Gate)
		ran[gate.Gate]++
	})
	require.NoError(t, err)
	require.Equal(t, map[string]int{
		gates.Catalogue: 1, gates.Reference: 1, gates.Stub: 1, gates.Zero: 1, gates.Offline: 1, gates.Ladder: 1, gates.Mutant: 4, gates.Oracle: 1,
	}, ran)
}
