package checker

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"

	"golang.org/x/mod/modfile"

	"systems.course/internal/catalog"
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

// A Kit is all of the course that the verdicts on an exercise depend on, read
// once. It can serve any number of Checkers, and what is written to the course's
// files meanwhile, by an attempt too, changes no verdict. For many goroutines.
type Kit struct {
	exercise  *catalog.Exercise
	module    string            // path of the exercise's module
	checks    map[string][]byte // the check files, by base name
	frame     map[string][]byte // go.mod, the modules that it replaces, and the harness
	reference attempt
	allowed   map[use]bool // what is suspect elsewhere, and the reference uses
	hash      string

	asking chan struct{} // full while somebody builds the reference; guards sound
	sound  map[bool]bool // the reference was seen to build here, with -race or without
}

// LoadKit reads the course's part of an exercise. Its error is a *BrokenError, or
// says that the exercise's checks are still to come.
func LoadKit(course *catalog.Course, x *catalog.Exercise) (*Kit, error) {
	if !x.Ready() {
		return nil, fmt.Errorf("the checks of %s are still to come; its spec is %s", x.Name, x.Spec)
	}
	k := &Kit{exercise: x, asking: make(chan struct{}, 1), sound: map[bool]bool{}}
	dir := course.Path(x.Solution)
	var err error
	if k.reference, err = readAttempt(dir); err != nil {
		return nil, &BrokenError{Doing: "reading the reference", Err: err}
	}
	if k.checks, err = readChecks(dir, x); err != nil {
		return nil, broken("reading the checks", err)
	}
	if err := k.makeFrame(dir, course.Path("checkkit")); err != nil {
		return nil, broken("reading the course's part", err)
	}
	k.reference.giveWay(k.names())
	k.allowed = k.reference.uses(k.module)
	k.hash = k.sum()
	return k, nil
}

// Hash returns the SHA-256, in hexadecimal, of all that a verdict depends on
// beside the attempt, the machine and the version of Go.
func (k *Kit) Hash() string { return k.hash }

func (k *Kit) sum() string {
	text := fmt.Appendln(nil, CheckLimit, MemoryLimit, ProcessLimit, DiskLimit, FileLimit, BuildLimit, BuildMemoryLimit, BuildDiskLimit, BinaryLimit)
	for _, s := range k.exercise.Stages {
		text = fmt.Appendf(text, "%d %q %v\n", s.N, s.File, s.Needs)
	}
	for _, files := range []map[string][]byte{k.checks, k.frame, k.reference.files, {mainFile: []byte(mainText)}} {
		text = append(text, hashFiles(files)...)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// hashFiles returns the SHA-256 of files and their names, in hexadecimal.
func hashFiles(files map[string][]byte) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		h.Write(fmt.Appendf(nil, "%q %d\n", name, len(files[name])))
		h.Write(files[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// names returns the names that no file of an attempt may have.
func (k *Kit) names() []string {
	names := append(slices.Collect(maps.Keys(k.frame)), mainFile)
	return slices.AppendSeq(names, maps.Keys(k.checks))
}

// makeFrame collects what the course puts around an attempt, apart from the check
// files: go.mod, its modules, and the module that seals the reports.
func (k *Kit) makeFrame(dir, checkkit string) error {
	frame, err := starter.Frame(dir, starter.Options{Checkkit: checkkit})
	if err != nil {
		return err
	}
	delete(frame, "go.work")
	k.module = modfile.ModulePath(frame["go.mod"])
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
	maps.DeleteFunc(frame, func(name string, _ []byte) bool { return isCheckFile(name) })
	k.frame = frame
	return nil
}

// readChecks reads an exercise's check files.
func readChecks(dir string, x *catalog.Exercise) (map[string][]byte, error) {
	names := slices.Clone(x.Shared)
	for _, s := range x.Stages {
		if s.File != "" {
			names = append(names, s.File)
		}
	}
	checks := make(map[string][]byte, len(names))
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		checks[name] = data
	}
	return checks, nil
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
