package starter

import (
	"bytes"
	"errors"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// exports imports the compiled packages that a solution uses. A package that
// cannot be had, because its module is not in the cache or it does not build on
// this system, is an empty one with an error.
type exports struct {
	files    map[string]string // export data by import path
	compiled types.Importer
	fakes    map[string]*types.Package
}

// newExports asks the go command for the packages that the solution imports.
func (m *module) newExports() (*exports, error) {
	e := &exports{files: map[string]string{}, fakes: map[string]*types.Package{}}
	e.compiled = importer.ForCompiler(token.NewFileSet(), "gc", e.open)
	paths := m.foreignImports()
	if len(paths) == 0 {
		return e, nil
	}
	args := []string{"list", "-e", "-export", "-deps", "-mod=readonly", "-buildvcs=false",
		"-f", "{{if .Export}}{{.ImportPath}}\t{{.Export}}{{end}}", "--"}
	cmd := exec.Command("go", append(args, paths...)...)
	cmd.Dir = m.dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && stdout.Len() == 0 {
		return nil, fmt.Errorf("finding the packages that %s imports: %w\n%s", m.mod.Module.Mod.Path, err, stderr.Bytes())
	}
	for line := range strings.Lines(stdout.String()) {
		if p, name, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			e.files[p] = name
		}
	}
	return e, nil
}

// foreignImports returns the import paths in the solution that are not its own
// packages, sorted.
func (m *module) foreignImports() []string {
	var paths []string
	for _, f := range m.allFiles() {
		for _, s := range f.ast.Imports {
			p, err := strconv.Unquote(s.Path.Value)
			if err == nil && p != "C" && p != "unsafe" && m.byPath[p] == nil {
				paths = append(paths, p)
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

func (e *exports) open(importPath string) (io.ReadCloser, error) {
	name, ok := e.files[importPath]
	if !ok {
		return nil, fmt.Errorf("no export data for %s", importPath)
	}
	return os.Open(name)
}

var errFake = errors.New("package not available")

// Import returns the package; with an error it is an empty one of the likely
// name, which the type checker takes anything from.
func (e *exports) Import(importPath string) (*types.Package, error) {
	if importPath == "unsafe" {
		return types.Unsafe, nil
	}
	if p, ok := e.fakes[importPath]; ok {
		return p, errFake
	}
	p, err := e.compiled.Import(importPath)
	if err != nil {
		p = types.NewPackage(importPath, likelyName(importPath))
		e.fakes[importPath] = p
		return p, errFake
	}
	return p, nil
}

var versionElement = regexp.MustCompile(`^v\d+$`)

// likelyName guesses a package's name from its path.
func likelyName(importPath string) string {
	base := path.Base(importPath)
	if dir := path.Dir(importPath); versionElement.MatchString(base) && dir != "." {
		base = path.Base(dir)
	}
	base, _, _ = strings.Cut(base, ".")
	base = strings.TrimPrefix(base, "go-")
	return strings.ReplaceAll(base, "-", "_")
}
