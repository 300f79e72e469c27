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
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// module is a solution: its packages, parsed, and what was found out about them.
type module struct {
	dir      string
	mod      *modfile.File
	fset     *token.FileSet
	packages []*pkg // sorted by rel
	byPath   map[string]*pkg
	checks   []*file // the root package's stage checks
	files    map[*token.File]*file
	configs  []config
	links    links
	problems problems
}

// pkg is one folder of the solution.
type pkg struct {
	rel     string // slash-separated; "" for the root
	path    string // import path
	name    string
	class   class
	files   []*file // those that some build configuration holds
	dead    []*file // those that none holds, such as //go:build ignore
	units   map[string][]*unit
	methods map[string][]*unit // by the receiver's type name
}

// file is one Go source file.
type file struct {
	pkg   *pkg
	path  string // slash-separated, relative to the solution
	src   []byte
	ast   *ast.File
	tok   *token.File
	units []*unit // in the order of the source
}

var checkFile = regexp.MustCompile(`^stage\d\d_.*_test\.go$`)

// load parses the solution in dir. What is wrong with the marks becomes a
// problem; a file that does not parse is an error.
func load(dir string) (*module, error) {
	m := &module{
		dir:    dir,
		fset:   token.NewFileSet(),
		byPath: map[string]*pkg{},
		files:  map[*token.File]*file{},
	}
	if err := m.loadModfile(); err != nil {
		return nil, err
	}
	rels, err := goFolders(dir)
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, rel := range rels {
		p := &pkg{rel: rel, path: path.Join(m.mod.Module.Mod.Path, rel), units: map[string][]*unit{}, methods: map[string][]*unit{}}
		errs = append(errs, m.parsePackage(p))
		m.packages = append(m.packages, p)
		m.byPath[p.path] = p
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	m.configs = m.findConfigs()
	for _, p := range m.packages {
		m.sortOutDead(p)
		m.readPackage(p)
	}
	return m, nil
}

func (m *module) loadModfile() error {
	name := filepath.Join(m.dir, "go.mod")
	data, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("not a solution: %w", err)
	}
	m.mod, err = modfile.Parse(name, data, nil)
	if err != nil {
		return err
	}
	if m.mod.Module == nil {
		return fmt.Errorf("%s: no module line", name)
	}
	return nil
}

// goFolders returns the folders of the module in dir that hold Go files, sorted,
// slash-separated and relative to dir ("" is dir itself). As the go command does,
// it passes over testdata, vendor, names that begin with "." or "_", and other
// modules.
func goFolders(dir string) ([]string, error) {
	var rels []string
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() {
			return nil
		}
		if name != dir && skipFolder(name) {
			return filepath.SkipDir
		}
		sources, err := filepath.Glob(filepath.Join(escapeGlob(name), "*.go"))
		if err != nil || len(sources) == 0 {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if rel == "." {
			rel = ""
		}
		rels = append(rels, filepath.ToSlash(rel))
		return err
	})
	slices.Sort(rels)
	return rels, err
}

func skipFolder(name string) bool {
	base := filepath.Base(name)
	if base == "testdata" || base == "vendor" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return true
	}
	_, err := os.Stat(filepath.Join(name, "go.mod"))
	return err == nil
}

var globMeta = regexp.MustCompile(`[*?\[\\]`)

// escapeGlob makes a folder's name match itself only. Windows has no escape in
// patterns, nor these characters in names, apart from the separator.
func escapeGlob(name string) string {
	if filepath.Separator == '\\' {
		return name
	}
	return globMeta.ReplaceAllString(name, `\$0`)
}

func (m *module) parsePackage(p *pkg) error {
	entries, err := os.ReadDir(filepath.Join(m.dir, filepath.FromSlash(p.rel)))
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range entries {
		check := p.rel == "" && checkFile.MatchString(e.Name())
		if !e.Type().IsRegular() || !goSource(e.Name()) || strings.HasSuffix(e.Name(), "_test.go") && !check {
			continue
		}
		f, err := m.parseFile(p, e.Name())
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if check {
			m.checks = append(m.checks, f)
		} else {
			p.files = append(p.files, f)
		}
	}
	return errors.Join(errs...)
}

// goSource reports whether the go command looks at a file of that name.
func goSource(name string) bool {
	return strings.HasSuffix(name, ".go") && name[0] != '_' && name[0] != '.'
}

func (m *module) parseFile(p *pkg, name string) (*file, error) {
	f := &file{pkg: p, path: path.Join(p.rel, name)}
	var err error
	f.src, err = os.ReadFile(filepath.Join(m.dir, filepath.FromSlash(f.path)))
	if err != nil {
		return nil, err
	}
	f.ast, err = parser.ParseFile(m.fset, f.path, f.src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	f.tok = m.fset.File(f.ast.FileStart)
	m.files[f.tok] = f
	return f, nil
}

// allFiles returns the files of the packages and the checks.
func (m *module) allFiles() []*file {
	var all []*file
	for _, p := range m.packages {
		all = append(all, p.files...)
	}
	return append(all, m.checks...)
}

// sortOutDead moves the files that no configuration holds to p.dead, and takes
// the package's name from the rest.
func (m *module) sortOutDead(p *pkg) {
	var live []*file
	for _, f := range p.files {
		if !slices.ContainsFunc(m.configs, func(c config) bool { return c.holds[f] }) {
			p.dead = append(p.dead, f)
			continue
		}
		live = append(live, f)
		if p.name == "" {
			p.name = f.ast.Name.Name
		}
	}
	p.files = live
}

// readPackage lists the declarations of p and reads the marks.
func (m *module) readPackage(p *pkg) {
	p.class = defaultClass(p.rel)
	mark := marks{}
	for _, f := range p.files {
		f.units = f.listUnits()
		m.readMarks(f, &mark)
		for _, u := range f.units {
			u.addTo(p)
		}
	}
	if mark.class != unmarked {
		p.class = mark.class
	}
}

// problem reports what is wrong at a node of the solution.
func (m *module) problem(n ast.Node, format string, args ...any) {
	m.problemAt(n.Pos(), format, args...)
}

func (m *module) problemAt(pos token.Pos, format string, args ...any) {
	// The unadjusted position: a //line comment must not lead elsewhere.
	at := m.fset.PositionFor(pos, false)
	m.problems.at(at.Filename, at.Line, format, args...)
}
