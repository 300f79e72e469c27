package course_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/modfile"

	"systems.course/internal/race"
	"systems.course/internal/repo"
)

// TestModules runs the tests of every other module of go.work, each of their
// tests as a subtest. It passes on -race, -short, -v, -count and the time that
// is left.
func TestModules(t *testing.T) {
	root, err := os.Getwd()
	require.NoError(t, err)
	require.NoError(t, repo.ReadAll(root))
	folders := modules(t, root)
	require.NotEmpty(t, folders)
	for _, folder := range folders {
		t.Run(folder, func(t *testing.T) { testModule(t, filepath.Join(root, folder)) })
	}
}

// modules returns the folders that go.work uses, without the root's own.
func modules(t *testing.T, root string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "go.work"))
	require.NoError(t, err)
	work, err := modfile.ParseWork("go.work", text, nil)
	require.NoError(t, err)
	var folders []string
	for _, use := range work.Use {
		if folder := filepath.Clean(filepath.FromSlash(use.Path)); folder != "." {
			folders = append(folders, folder)
		}
	}
	return folders
}

// goTest returns the arguments of the go command that are those of this run.
func goTest(t *testing.T) []string {
	args := []string{"test", "-json"}
	if race.Enabled {
		args = append(args, "-race")
	}
	if testing.Short() {
		args = append(args, "-short")
	}
	if count := flag.Lookup("test.count"); count != nil && count.Value.String() != "1" {
		args = append(args, "-count="+count.Value.String())
	}
	if deadline, ok := t.Deadline(); ok {
		left := time.Until(deadline) - 5*time.Second // for what is left to report
		require.Positive(t, left, "no time is left for this module")
		args = append(args, "-timeout="+left.Round(time.Second).String())
	}
	return append(args, "./...")
}

// An event is what `go test -json` prints a line of (go doc test2json), and
// what `go build -json` does (ImportPath).
type event struct {
	Action, Package, ImportPath, Test, Output string
}

// A node is a package or a test with what it printed.
type node struct {
	name     string
	action   string // the last of pass, fail, skip
	output   strings.Builder
	children []*node
}

func testModule(t *testing.T, dir string) {
	cmd := exec.CommandContext(t.Context(), "go", goTest(t)...)
	cmd.Dir = dir
	var stderr, rest bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	packages := readEvents(bufio.NewReader(stdout), &rest)
	err = cmd.Wait()
	said := rest.String() + stderr.String()
	ran := false
	for _, p := range packages {
		if p.action == "skip" && len(p.children) == 0 {
			continue // no test files
		}
		ran = ran || len(p.children) > 0
		t.Run(p.name, p.replay)
	}
	if err != nil && (!t.Failed() || said != "") {
		t.Errorf("go test: %v\n%s", err, said)
	}
	if !ran && !t.Failed() {
		t.Errorf("no test ran in %s\n%s", dir, said)
	}
}

// readEvents gathers the events by package and test, in their order. Lines that
// are no events, and the compiler's output, go to rest.
func readEvents(r *bufio.Reader, rest *bytes.Buffer) []*node {
	var packages []*node
	all := map[string]*node{}
	for {
		line, err := r.ReadBytes('\n')
		var e event
		if json.Unmarshal(line, &e) != nil || e.Package == "" {
			if e.ImportPath == "" {
				rest.Write(line) // a bytes.Buffer never returns an error
			}
			rest.WriteString(e.Output)
		} else {
			record(&packages, all, e)
		}
		if err != nil {
			return packages
		}
	}
}

func record(packages *[]*node, all map[string]*node, e event) {
	key := e.Package + "\x00" + e.Test
	n := all[key]
	if n == nil {
		n = &node{name: e.Test}
		all[key] = n
		parent := all[e.Package+"\x00"]
		switch {
		case e.Test == "":
			n.name = e.Package
			*packages = append(*packages, n)
		case parent != nil:
			parent.children = append(parent.children, n)
		}
	}
	n.output.WriteString(e.Output)
	if slices.Contains([]string{"pass", "fail", "skip"}, e.Action) {
		n.action = e.Action
	}
}

// replay reports a package or test of another module as a test of this one.
func (n *node) replay(t *testing.T) {
	for _, child := range n.children {
		t.Run(child.name, child.replay)
	}
	switch n.action {
	case "skip":
		t.Skip(strings.TrimSpace(n.output.String()))
	case "pass":
		if testing.Verbose() {
			t.Log(strings.TrimSpace(n.output.String()))
		}
	default: // "fail", or no end at all
		t.Errorf("%s", strings.TrimSpace(n.output.String()))
	}
}
