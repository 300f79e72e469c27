package checker

import (
	"bytes"
	"embed"
	"fmt"
	"maps"
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

// makeFrame collects what the course puts around an attempt, apart from the check
// files: go.mod, its modules, and the module that seals the reports. Files of the
// attempt that would stand in its way are left out.
func (c *Checker) makeFrame() error {
	frame, err := starter.Frame(c.job.Course.Path(c.job.Exercise.Solution), starter.Options{Checkkit: c.job.Course.Path("checkkit")})
	if err != nil {
		return err
	}
	delete(frame, "go.work")
	c.module = modfile.ModulePath(frame["go.mod"])
	if frame["go.mod"], err = withVerdict(frame["go.mod"]); err != nil {
		return err
	}
	for _, name := range harnessFiles {
		text, err := harness.ReadFile("harness/" + name)
		if err != nil {
			return err
		}
		frame[path.Join(verdictFolder, name)] = bytes.ReplaceAll(text,
			[]byte(`"systems.course/internal/checker/harness/`), []byte(`"`+verdictModule+`/`))
	}
	frame[verdictFolder+"/go.mod"] = []byte("module " + verdictModule + "\n\ngo 1.26\n")
	c.attempt.giveWay(append(slices.Collect(maps.Keys(frame)), mainFile))
	maps.DeleteFunc(frame, func(name string, _ []byte) bool { return isCheckFile(name) })
	c.frame = frame
	return nil
}

// assemble fills the scratch module anew, so that nothing that a process under
// check has written there gets into a build: the course's frame, the attempt's
// files, the check files of the stages 1 to n, and the main that calls them.
func (c *Checker) assemble(n int) error {
	if err := os.RemoveAll(c.work); err != nil {
		return err
	}
	for _, files := range []map[string][]byte{c.attempt.files, c.frame} {
		for name, data := range files {
			if err := c.put(name, data); err != nil {
				return err
			}
		}
	}
	return c.putChecks(n)
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
