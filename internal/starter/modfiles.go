package starter

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	modpath "golang.org/x/mod/module"
)

// checkkitPath is the module that the stages' checks import.
const checkkitPath = "systems.course/checkkit"

// local is a module that a go.mod replaces by a folder.
type local struct {
	path   string // module path
	dir    string // where it is
	folder string // its name in the starter
}

// emitModule adds go.mod, go.sum and go.work, and copies of the modules that
// go.mod replaces by folders.
func (m *module) emitModule(out map[string][]byte, o Options) error {
	locals, err := m.locals(o, out)
	if err != nil {
		return err
	}
	out["go.mod"], err = rewrite(m.mod, locals, "./")
	if err != nil {
		return err
	}
	if err := copyIfThere(out, "go.sum", filepath.Join(m.dir, "go.sum")); err != nil {
		return err
	}
	out["go.work"] = goWork(m.mod)
	for _, l := range locals {
		if err := copyModule(out, l, locals); err != nil {
			return err
		}
	}
	return nil
}

// trimRequires makes go.mod's requirements those of the starter: without what is
// marked absent there, and with what no file of the starter imports as indirect.
// That is what "go mod tidy" does with a module which only tests of what the
// starter imports need, so that all versions stay what they are.
func (m *module) trimRequires(out map[string][]byte) error {
	imports, err := m.starterImports(out)
	if err != nil {
		return err
	}
	absent := m.absentLines()
	var requires []*modfile.Require
	for _, r := range m.mod.Require {
		if absent[r.Syntax] {
			continue
		}
		imported := slices.ContainsFunc(imports, func(p string) bool {
			return p == r.Mod.Path || strings.HasPrefix(p, r.Mod.Path+"/")
		})
		requires = append(requires, &modfile.Require{Mod: r.Mod, Indirect: r.Indirect || !imported})
	}
	m.mod.SetRequireSeparateIndirect(requires)
	m.mod.Cleanup()
	return nil
}

// starterImports returns what the starter's files and the checks import.
func (m *module) starterImports(out map[string][]byte) ([]string, error) {
	var imports []string
	add := func(f *ast.File) {
		for _, s := range f.Imports {
			imports = append(imports, importPath(s))
		}
	}
	for _, f := range m.checks {
		add(f.ast)
	}
	for name, text := range out {
		if path.Ext(name) != ".go" {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
		if err != nil {
			return nil, err
		}
		add(f)
	}
	return imports, nil
}

// absentLines returns the lines of go.mod that are marked absent, themselves or
// as parts of a block. A mark that says anything else is a problem.
func (m *module) absentLines() map[*modfile.Line]bool {
	marked := func(verb []string, e modfile.Expr) bool {
		found := false
		for _, c := range e.Comment().Before {
			switch {
			case !strings.HasPrefix(c.Token, markPrefix):
			case c.Token == markPrefix+"absent" && len(verb) > 0 && verb[0] == "require":
				found = true
			default:
				m.problems.at("go.mod", c.Start.Line, "%s says nothing here: requirements can be marked %sabsent", c.Token, markPrefix)
			}
		}
		return found
	}
	lines := map[*modfile.Line]bool{}
	for _, e := range m.mod.Syntax.Stmt {
		switch e := e.(type) {
		case *modfile.Line:
			lines[e] = marked(e.Token, e)
		case *modfile.LineBlock:
			all := marked(e.Token, e)
			for _, l := range e.Line {
				lines[l] = marked(e.Token, l) || all
			}
		}
	}
	return lines
}

// locals returns the required modules that are folders, in go.mod's order.
func (m *module) locals(o Options, out map[string][]byte) ([]local, error) {
	required := map[string]bool{}
	for _, r := range m.mod.Require {
		required[r.Mod.Path] = true
	}
	folders := map[string]string{}
	var locals []local
	for _, r := range m.mod.Replace {
		if r.New.Version != "" || !required[r.Old.Path] {
			continue
		}
		l := local{path: r.Old.Path, dir: filepath.FromSlash(r.New.Path), folder: folderOf(r.Old.Path)}
		if !filepath.IsAbs(l.dir) {
			l.dir = filepath.Join(m.dir, l.dir)
		}
		if r.Old.Path == checkkitPath && o.Checkkit != "" {
			l.dir = o.Checkkit
		}
		if other := folders[l.folder]; other != "" {
			return nil, fmt.Errorf("%s and %s would both be copied to %s/", other, l.path, l.folder)
		}
		for name := range out {
			if strings.HasPrefix(name, l.folder+"/") {
				return nil, fmt.Errorf("%s would be copied to %s/, which is a folder of the solution", l.path, l.folder)
			}
		}
		folders[l.folder] = l.path
		locals = append(locals, l)
	}
	return locals, nil
}

// folderOf is the last element of a module path, without a major version.
func folderOf(modulePath string) string {
	prefix, _, ok := modpath.SplitPathVersion(modulePath)
	if !ok {
		prefix = modulePath
	}
	return path.Base(prefix)
}

// rewrite returns the go.mod with the replacements by folders turned to those of
// the locals, which are below base; others are dropped, for nothing requires them.
func rewrite(f *modfile.File, locals []local, base string) ([]byte, error) {
	// A copy, since the edits are made in place.
	text, err := f.Format()
	if err != nil {
		return nil, err
	}
	f, err = modfile.Parse("go.mod", text, nil)
	if err != nil {
		return nil, err
	}
	folders := map[string]string{}
	for _, l := range locals {
		folders[l.path] = base + l.folder
	}
	for _, r := range slices.Clone(f.Replace) {
		if r.New.Version != "" {
			continue
		}
		old := r.Old
		if folder := folders[old.Path]; folder != "" {
			err = f.AddReplace(old.Path, old.Version, folder, "")
		} else {
			err = f.DropReplace(old.Path, old.Version)
		}
		if err != nil {
			return nil, err
		}
	}
	f.Cleanup()
	return f.Format()
}

// goWork is a workspace of the one module, so that the go command does not take
// one from a folder above.
func goWork(f *modfile.File) []byte {
	if f.Go == nil {
		return []byte("use .\n")
	}
	return []byte("go " + f.Go.Version + "\n\nuse .\n")
}

// copyModule adds the sources of a module, without its tests, to its folder. In
// its go.mod too the locals' folders are right, so that it can be worked on there.
func copyModule(out map[string][]byte, l local, locals []local) error {
	m, err := load(l.dir)
	if err != nil {
		return fmt.Errorf("copying %s: %w", l.path, err)
	}
	m.checks = nil
	files := map[string][]byte{}
	m.emitWhole(files, stripMarks)
	if err := m.problems.err(); err != nil {
		return fmt.Errorf("copying %s: %w", l.path, err)
	}
	for name, data := range files {
		out[path.Join(l.folder, name)] = data
	}
	out[path.Join(l.folder, "go.mod")], err = rewrite(m.mod, locals, "../")
	if err != nil {
		return err
	}
	return copyIfThere(out, path.Join(l.folder, "go.sum"), filepath.Join(l.dir, "go.sum"))
}

func copyIfThere(out map[string][]byte, name, from string) error {
	data, err := os.ReadFile(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	out[name] = data
	return nil
}
