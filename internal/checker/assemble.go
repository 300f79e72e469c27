package checker

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"systems.course/internal/starter"
)

// verdictModule is the module that harness becomes in the scratch folder. Its
// name must sort before "systems.course": see package harness/key.
const (
	verdictModule = "course.verdict"
	verdictFolder = ".verdict"
	mainFile      = "zz_course_main_test.go"
)

//go:embed harness/key/key.go harness/report/report.go harness/seal/seal.go
var harness embed.FS

var harnessFiles = []string{"key/key.go", "report/report.go", "seal/seal.go"}

// assemble fills the scratch folder: the course's frame, the attempt's files and
// the module that seals the reports. The check files and the generated main are
// written by build.
func (c *Checker) assemble() error {
	frame, err := starter.Frame(c.job.Course.Path(c.job.Exercise.Solution), starter.Options{Checkkit: c.job.Course.Path("checkkit")})
	if err != nil {
		return err
	}
	delete(frame, "go.work")
	c.module = modfile.ModulePath(frame["go.mod"])
	if frame["go.mod"], err = withVerdict(frame["go.mod"]); err != nil {
		return err
	}
	ours := map[string]bool{} // folders that an attempt cannot replace
	for name, data := range frame {
		if folder, _, ok := strings.Cut(name, "/"); ok {
			ours[folder] = true
		}
		if isCheckFile(name) {
			continue
		}
		if err := c.put(name, data); err != nil {
			return err
		}
	}
	for name, data := range c.attempt.files {
		if folder, _, ok := strings.Cut(name, "/"); ok && ours[folder] {
			continue
		}
		if err := c.put(name, data); err != nil {
			return err
		}
	}
	return c.putHarness()
}

func isCheckFile(name string) bool {
	return !strings.Contains(name, "/") && strings.HasPrefix(name, "stage") && strings.HasSuffix(name, "_test.go")
}

// withVerdict adds the module of the reports to a go.mod.
func withVerdict(text []byte) ([]byte, error) {
	mod, err := modfile.Parse("go.mod", text, nil)
	if err != nil {
		return nil, err
	}
	if err := mod.AddRequire(verdictModule, "v0.0.0"); err != nil {
		return nil, err
	}
	if err := mod.AddReplace(verdictModule, "", "./"+verdictFolder, ""); err != nil {
		return nil, err
	}
	mod.Cleanup()
	return mod.Format()
}

func (c *Checker) putHarness() error {
	for _, name := range harnessFiles {
		text, err := harness.ReadFile("harness/" + name)
		if err != nil {
			return err
		}
		text = bytes.ReplaceAll(text, []byte(`"systems.course/internal/checker/harness/`), []byte(`"`+verdictModule+`/`))
		if err := c.put(path.Join(verdictFolder, name), text); err != nil {
			return err
		}
	}
	return c.put(path.Join(verdictFolder, "go.mod"), []byte("module "+verdictModule+"\n\ngo 1.26\n"))
}

// put writes a file of the scratch folder.
func (c *Checker) put(name string, data []byte) error {
	file := filepath.Join(c.work, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}

// putChecks leaves the check files of the stages 1 to n in the scratch folder,
// and the generated main that calls their checks.
func (c *Checker) putChecks(n int) error {
	x := c.job.Exercise
	wanted := slices.Clone(x.Shared)
	var calls strings.Builder
	for _, s := range x.Stages {
		if s.N > n {
			if err := os.Remove(filepath.Join(c.work, s.File)); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
			continue
		}
		wanted = append(wanted, s.File)
		for _, check := range s.Checks {
			fmt.Fprintf(&calls, "\t%q: %s,\n", check.Func, check.Func)
		}
	}
	for _, name := range wanted {
		data, err := os.ReadFile(filepath.Join(c.job.Course.Path(x.Solution), name))
		if err != nil {
			return err
		}
		if err := c.put(name, data); err != nil {
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
	name := job.Go
	if name == "" {
		name = "go"
	}
	tool, err := exec.LookPath(name)
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
