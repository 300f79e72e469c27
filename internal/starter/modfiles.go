package starter

import (
	"errors"
	"fmt"
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
