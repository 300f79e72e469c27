package starter

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files")

// fixtures are the solutions in testdata that are right.
var fixtures = []string{
	"comments", "constants", "embedding", "embeds", "generics", "given", "initialisers",
	"modules", "packages", "platforms", "requires", "sealed", "signatures", "stubs",
}

var titles = map[int]string{1: "keep what you are given", 2: `look "twice"`}

// solution copies the fixtures to a new folder, so that modules find each other
// beside themselves, and returns the one of the name.
func solution(t *testing.T, name string) string {
	t.Helper()
	root := t.TempDir()
	err := filepath.WalkDir("testdata", func(from string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel("testdata", from)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		return writeFile(filepath.Join(root, rel), rel, data)
	})
	require.NoError(t, err)
	return filepath.Join(root, name)
}

// writeFile writes data to name; a go.mod.txt of testdata becomes a go.mod.
func writeFile(name, rel string, data []byte) error {
	if strings.HasSuffix(rel, "go.mod.txt") {
		name = filepath.Join(filepath.Dir(name), "go.mod")
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o666)
}

// write writes a starter to a new folder.
func write(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		require.NoError(t, writeFile(filepath.Join(dir, filepath.FromSlash(name)), name, data))
	}
	return dir
}

// golang runs the go command without the network in dir, with more environment.
func golang(t *testing.T, dir string, env []string, args ...string) {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = slices.Concat(os.Environ(), []string{"GOPROXY=off", "GOFLAGS="}, env)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "go %s:\n%s", strings.Join(args, " "), out)
}

// listing is the files' content in one text.
func listing(files map[string][]byte) string {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&b, "-- %s --\n%s", name, files[name])
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", "golden", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
		require.NoError(t, os.WriteFile(name, []byte(got), 0o666))
	}
	want, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestGenerate(t *testing.T) {
	for _, name := range fixtures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := solution(t, name)
			files, err := Generate(dir, Options{Titles: titles})
			require.NoError(t, err)
			golden(t, name+".txt", listing(files))
			builds(t, files)

			files, err = Generate(dir, Options{Titles: titles, Stub: Zero})
			require.NoError(t, err)
			if name == "stubs" || name == "generics" {
				golden(t, name+"-zero.txt", listing(files))
			}
			builds(t, files)
		})
	}
}

// builds expects that a starter compiles by itself, with its checks.
func builds(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := write(t, files)
	golang(t, dir, nil, "vet", "./...")
	return dir
}

// The starter is a module that can be worked on, inside its workspace and out of it.
func TestStarterStandsAlone(t *testing.T) {
	t.Parallel()
	files, err := Generate(solution(t, "modules"), Options{})
	require.NoError(t, err)
	dir := write(t, files)
	golang(t, dir, []string{"GOWORK=off", "GOFLAGS=-mod=mod"}, "vet", "./...")
	golang(t, dir, nil, "mod", "tidy")
	golang(t, dir, nil, "vet", "./...")
	golang(t, dir, nil, "test", "-run=^$", "./...")
	golang(t, filepath.Join(dir, "lib"), []string{"GOWORK=off"}, "vet", "./...")
}

// What only the solution's own tests need is gone. Tidying the starter drops what
// has become indirect, and leaves what a file imports by the blank name.
func TestStarterRequiresWhatItImports(t *testing.T) {
	t.Parallel()
	dir := solution(t, "requires")
	files, err := Generate(dir, Options{Titles: titles})
	require.NoError(t, err)
	mod := string(files["go.mod"])
	require.Contains(t, mod, "require systems.course/lib/v2 v2.0.0\n")
	require.Contains(t, mod, "systems.course/checkkit v0.0.0 // indirect\n")
	require.NotRegexp(t, "comments|constants|generics|course:", mod)
	to := write(t, files)
	golang(t, to, nil, "mod", "tidy")
	tidy, err := os.ReadFile(filepath.Join(to, "go.mod"))
	require.NoError(t, err)
	require.Contains(t, string(tidy), "require systems.course/lib/v2 v2.0.0\n")
	require.NotContains(t, string(tidy), "systems.course/checkkit v")

	whole, err := Whole(dir, Options{})
	require.NoError(t, err)
	require.Contains(t, string(whole["go.mod"]), "systems.course/comments v0.0.0\n")
}

// Every system's files compile, not only this one's.
func TestGenerateForOtherSystems(t *testing.T) {
	t.Parallel()
	files, err := Generate(solution(t, "platforms"), Options{})
	require.NoError(t, err)
	dir := write(t, files)
	for _, system := range []string{"linux", "darwin", "windows", "plan9"} {
		golang(t, dir, []string{"GOOS=" + system, "CGO_ENABLED=0"}, "build", "./...")
		golang(t, dir, []string{"GOOS=" + system, "CGO_ENABLED=0"}, "build", "-tags=debug", "./...")
	}
}

func TestGenerateIsDeterministic(t *testing.T) {
	t.Parallel()
	dir := solution(t, "packages")
	first, err := Generate(dir, Options{Titles: titles})
	require.NoError(t, err)
	for range 5 {
		again, err := Generate(dir, Options{Titles: titles})
		require.NoError(t, err)
		require.Equal(t, first, again)
	}
}

func TestLadder(t *testing.T) {
	for _, c := range []struct {
		name string
		n    int
	}{
		{"signatures", 0}, {"signatures", 1}, {"signatures", 2}, {"packages", 1}, {"platforms", 0}, {"modules", 0}, {"embeds", 0},
	} {
		t.Run(fmt.Sprintf("%s/%d", c.name, c.n), func(t *testing.T) {
			t.Parallel()
			files, err := Ladder(solution(t, c.name), c.n, Options{Titles: titles})
			require.NoError(t, err)
			if c.name == "signatures" {
				golden(t, fmt.Sprintf("signatures-ladder%d.txt", c.n), listing(files))
			}
			builds(t, files)
		})
	}
}

func TestWhole(t *testing.T) {
	for _, name := range []string{"comments", "embeds", "modules", "packages", "platforms"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := solution(t, name)
			files, err := Whole(dir, Options{})
			require.NoError(t, err)
			builds(t, files)
			for name, data := range files {
				if !strings.HasSuffix(name, ".go") || strings.HasPrefix(name, "lib/") || strings.HasPrefix(name, "checkkit/") {
					continue
				}
				original, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
				require.NoError(t, err)
				require.Equal(t, string(original), string(data), name)
			}
		})
	}
}

func TestCheckkitOption(t *testing.T) {
	t.Parallel()
	dir := solution(t, "modules")
	other := filepath.Join(filepath.Dir(dir), "elsewhere")
	require.NoError(t, os.CopyFS(other, os.DirFS(filepath.Join(filepath.Dir(dir), "checkkit"))))
	require.NoError(t, os.WriteFile(filepath.Join(other, "more.go"), []byte("package checkkit\n"), 0o666))
	files, err := Generate(dir, Options{Checkkit: other})
	require.NoError(t, err)
	require.Contains(t, files, "checkkit/more.go")
	require.NotContains(t, files, "checkkit/checkkit_test.go")
	require.NotContains(t, files, "white_test.go")
}

func TestFrame(t *testing.T) {
	t.Parallel()
	files, err := Frame(solution(t, "modules"), Options{})
	require.NoError(t, err)
	require.Equal(t, []string{
		"checkkit/checkkit.go", "checkkit/go.mod", "go.mod", "go.work", "lib/go.mod", "lib/lib.go",
		"stage01_do_test.go", "stage02_later_test.go",
	}, slices.Sorted(maps.Keys(files)))
}
