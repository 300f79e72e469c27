package checker

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// assemble fills the scratch module anew, so that nothing that a process under
// check has written there gets into a build: the course's frame, the attempt's
// files, the check files of the stages 1 to n, and the main that calls them.
func (c *Checker) assemble(n int) error {
	if err := os.RemoveAll(c.work); err != nil {
		return err
	}
	for _, files := range []map[string][]byte{c.attempt.files, c.kit.frame} {
		for name, data := range files {
			if err := c.put(name, data); err != nil {
				return err
			}
		}
	}
	return c.putChecks(n)
}

// put writes a file of the scratch folder.
func (c *Checker) put(name string, data []byte) error {
	file := filepath.Join(c.work, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}

// putChecks writes the check files of the stages 1 to n and the generated main.
func (c *Checker) putChecks(n int) error {
	x := c.job.Exercise
	wanted := slices.Clone(x.Shared)
	var calls strings.Builder
	for _, s := range x.Stages[:n] {
		if s.File != "" {
			wanted = append(wanted, s.File)
		}
		for _, check := range s.Checks {
			fmt.Fprintf(&calls, "\t%q: %s,\n", check.Func, check.Func)
		}
	}
	for _, name := range wanted {
		if err := c.put(name, c.kit.checks[name]); err != nil {
			return err
		}
	}
	return c.put(mainFile, fmt.Appendf(nil, mainText, x.Package, verdictModule, calls.String()))
}

const mainText = `package %s

import (
	"testing"

	courseReport "%s/report"
)

func TestMain(m *testing.M) { courseReport.Main(m) }

func TestCourse(t *testing.T) { courseReport.Check(t, courseChecks) }

var courseChecks = map[string]func(*testing.T){
%s}
`

// findGo returns the go command.
func findGo(job Job) (string, error) {
	tool, err := exec.LookPath("go")
	if err != nil {
		return "", &BrokenError{
			Doing: "looking for the go command", Err: err,
			Help: "Install Go 1.26 or newer and see to it that `go version` works in this terminal.",
		}
	}
	if !job.Race {
		return tool, nil
	}
	return tool, needCompiler(tool)
}

// needCompiler returns an error if the race detector cannot be built.
func needCompiler(tool string) error {
	out, err := exec.Command(tool, "env", "CC").Output()
	if err != nil {
		return broken("asking `go env CC`", err)
	}
	cc := strings.Fields(string(out))
	if len(cc) == 0 {
		cc = []string{"gcc"}
	}
	if _, err := exec.LookPath(cc[0]); err != nil {
		return &BrokenError{
			Doing: "looking for a C compiler", Err: err,
			Help: "The race detector needs one. Install gcc or clang, or check without --race.",
		}
	}
	return nil
}
