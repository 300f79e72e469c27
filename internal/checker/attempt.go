package checker

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Limits on an attempt. They are far above what an exercise needs and far below
// what would hurt.
const (
	maxFiles    = 2000
	maxFileSize = 8 << 20
	maxSize     = 64 << 20
	maxDepth    = 32
)

// An AttemptError says that an attempt cannot be checked as it is, by its own
// fault.
type AttemptError struct {
	Path   string // below the attempt's folder
	Reason string
}

func (e *AttemptError) Error() string { return fmt.Sprintf("%q: %s", e.Path, e.Reason) }

// An attempt is what is taken of somebody's folder.
type attempt struct {
	files    map[string][]byte // by slash-separated path
	notes    []string
	suspects []string
}

// readAttempt reads the files of the folder that belong to the attempt.
func readAttempt(dir string) (a attempt, err error) {
	a = attempt{files: map[string][]byte{}}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return a, err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	size := 0
	err = fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return &AttemptError{name, "cannot be read: " + plain(err)}
		}
		take, err := a.takes(root, name, entry)
		if err != nil || !take {
			return err
		}
		data, err := readFile(root, name)
		if err != nil {
			return err
		}
		a.files[name] = data
		if size += len(data); size > maxSize || len(a.files) > maxFiles {
			return &AttemptError{name, fmt.Sprintf("with this file the attempt has more than %d files or %d MiB", maxFiles, maxSize>>20)}
		}
		return nil
	})
	return a, err
}

// takes decides about one entry of the folder: a file is taken or not, a folder
// is entered or skipped (fs.SkipDir).
func (a *attempt) takes(root *os.Root, name string, entry fs.DirEntry) (bool, error) {
	base := path.Base(name)
	if entry.IsDir() {
		return false, a.enters(root, name, base)
	}
	if entry.Type()&fs.ModeSymlink != 0 {
		a.notes = append(a.notes, fmt.Sprintf("%q is a symbolic link and was not followed", name))
		return false, nil
	}
	if !entry.Type().IsRegular() || strings.HasPrefix(base, ".") {
		return false, nil
	}
	switch {
	case strings.HasSuffix(base, "_test.go"), slices.Contains([]string{"go.mod", "go.sum", "go.work", "go.work.sum"}, base):
		return false, nil
	}
	return true, nil
}

func (a *attempt) enters(root *os.Root, name, base string) error {
	if name == "." {
		return nil
	}
	if strings.HasPrefix(base, ".") || name == "vendor" || name == "mutants" || strings.Count(name, "/") >= maxDepth {
		return fs.SkipDir
	}
	if _, err := root.Stat(path.Join(name, "go.mod")); err == nil {
		if name == "checkkit" {
			return fs.SkipDir
		}
		a.notes = append(a.notes, fmt.Sprintf("%q is a module of its own and was left out", name))
		return fs.SkipDir
	}
	return nil
}

func readFile(root *os.Root, name string) ([]byte, error) {
	f, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, &AttemptError{name, "cannot be read: " + plain(err)}
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFileSize+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, &AttemptError{name, "cannot be read: " + plain(err)}
	}
	if len(data) > maxFileSize {
		return nil, &AttemptError{name, fmt.Sprintf("is larger than %d MiB", maxFileSize>>20)}
	}
	return data, nil
}

// plain returns an error without the path that it repeats.
func plain(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// suspectImports can reach into the checks of the same process.
var suspectImports = map[string]string{
	"C":       "cgo can change any memory of the checks",
	"unsafe":  "can change any memory of the checks",
	"syscall": "can end or replace the checks' process",
	"testing": "can change the flags of the checks",
	"plugin":  "can load code that was never seen",
}

// scan notes what is suspect in the attempt and is not in the reference too.
func (a *attempt) scan(reference attempt) {
	allowed := map[string]bool{}
	for _, name := range reference.names() {
		for _, f := range findings(name, reference.files[name]) {
			allowed[f.what] = true
		}
	}
	for _, name := range a.names() {
		for _, f := range findings(name, a.files[name]) {
			if !allowed[f.what] {
				a.suspects = append(a.suspects, fmt.Sprintf("%s:%d: %s: %s", name, f.line, f.what, f.why))
			}
		}
	}
}

func (a *attempt) names() []string {
	names := make([]string, 0, len(a.files))
	for name := range a.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

type finding struct {
	line      int
	what, why string
}

func findings(name string, data []byte) []finding {
	switch path.Ext(name) {
	case ".s", ".S", ".syso", ".c", ".cc", ".cpp", ".cxx", ".m", ".h":
		return []finding{{1, "a " + path.Ext(name) + " file", "can change any memory of the checks"}}
	case ".go":
	default:
		return nil
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, data, parser.ParseComments|parser.ImportsOnly)
	if file == nil || err != nil {
		return nil // the compiler will say it better
	}
	var found []finding
	for _, s := range file.Imports {
		if f, ok := suspectImport(s); ok {
			f.line = fset.Position(s.Pos()).Line
			found = append(found, f)
		}
	}
	for i, line := range bytes.Split(data, []byte("\n")) {
		if bytes.HasPrefix(line, []byte("//go:linkname ")) {
			found = append(found, finding{i + 1, "//go:linkname", "can reach unexported parts of the checks"})
		}
	}
	return found
}

func suspectImport(s *ast.ImportSpec) (finding, bool) {
	p, err := strconv.Unquote(s.Path.Value)
	if err != nil {
		return finding{}, false
	}
	first, _, _ := strings.Cut(p, "/")
	switch {
	case suspectImports[p] != "":
		return finding{what: strconv.Quote(p), why: suspectImports[p]}, true
	case first == "testing" || strings.HasPrefix(p, "golang.org/x/sys"):
		return finding{what: strconv.Quote(p), why: "can end or change the checks' process"}, true
	case first == verdictModule:
		return finding{what: strconv.Quote(p), why: "belongs to the checker"}, true
	}
	return finding{}, false
}
