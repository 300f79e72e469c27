package starter

import (
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"sort"
	"strconv"
)

// links are what the identifiers of a solution stand for, over all build
// configurations.
type links struct {
	exports *exports
	targets map[*ast.Ident][]target
	fields  map[*ast.CompositeLit][]*unit // struct types whose literals name no fields
	imports map[*ast.Ident]token.Pos      // the import declaration that a package name stands for
	origins map[*ast.Ident]string         // the path of the package that declares it
}

// target is a declaration that an identifier stands for.
type target struct {
	unit  *unit
	field bool // a field that goes when the unit is stripped
}

// resolve type-checks the solution. If all that it imports could be had, a type
// error is a problem: what does not compile cannot be followed.
func (m *module) resolve() error {
	e, err := m.newExports()
	if err != nil {
		return err
	}
	m.links = links{
		exports: e,
		targets: map[*ast.Ident][]target{},
		fields:  map[*ast.CompositeLit][]*unit{},
		imports: map[*ast.Ident]token.Pos{},
		origins: map[*ast.Ident]string{},
	}
	for i, c := range m.configs {
		r := m.checkTypes(c, m.fset, m.sourceFiles)
		for _, pkgInfo := range r.infos {
			m.link(pkgInfo)
		}
		if i == 0 && !r.fakes {
			for _, err := range r.errs {
				m.problemAt(err.Pos, "the solution does not compile: %s", err.Msg)
			}
		}
	}
	return nil
}

// sourceFiles returns the solution's own files of p that c builds; with checks
// set, those of its external tests.
func (m *module) sourceFiles(c config, p *pkg, checks bool) []*ast.File {
	files := p.files
	if checks {
		files = m.checks
	}
	var list []*ast.File
	for _, f := range files {
		if c.holds[f] {
			list = append(list, f.ast)
		}
	}
	return list
}

// checked is the result of type-checking all packages in one configuration.
type checked struct {
	infos []*types.Info
	errs  []types.Error
	fakes bool // an imported package could not be had
}

// typing type-checks the packages of a module on demand.
type typing struct {
	m     *module
	fset  *token.FileSet
	conf  config
	files func(c config, p *pkg, checks bool) []*ast.File
	done  map[string]*types.Package
	checked
}

// checkTypes type-checks the files that the function returns for each package,
// and the root's checks.
func (m *module) checkTypes(c config, fset *token.FileSet, files func(config, *pkg, bool) []*ast.File) checked {
	t := &typing{m: m, fset: fset, conf: c, files: files, done: map[string]*types.Package{}}
	for _, p := range m.packages {
		t.load(p)
	}
	t.checkChecks()
	return t.checked
}

var errNotBuilt = errors.New("it has no files here")

// Import type-checks a package of the module, or imports a compiled one.
func (t *typing) Import(importPath string) (*types.Package, error) {
	if p := t.m.byPath[importPath]; p != nil {
		if done := t.load(p); done != nil {
			return done, nil
		}
		return nil, errNotBuilt
	}
	done, err := t.m.links.exports.Import(importPath)
	t.fakes = t.fakes || err != nil
	return done, err
}

// load type-checks a package of the module. It is nil if the configuration
// builds none of its files, and inside an import cycle.
func (t *typing) load(p *pkg) *types.Package {
	if done, ok := t.done[p.path]; ok {
		return done
	}
	t.done[p.path] = nil
	list := t.files(t.conf, p, false)
	if p.rel == "" {
		for _, f := range t.files(t.conf, p, true) {
			if f.Name.Name == p.name {
				list = append(list, f)
			}
		}
	}
	if len(list) > 0 {
		t.done[p.path] = t.check(p.path, list)
	}
	return t.done[p.path]
}

// checkChecks type-checks the external tests of the root package.
func (t *typing) checkChecks() {
	root := t.m.byPath[t.m.mod.Module.Mod.Path]
	if root == nil {
		return
	}
	list := slices.DeleteFunc(t.files(t.conf, root, true), func(f *ast.File) bool { return f.Name.Name == root.name })
	if len(list) > 0 {
		t.check(root.path+"_test", list)
	}
}

func (t *typing) check(importPath string, list []*ast.File) *types.Package {
	conf := types.Config{
		Importer:    t,
		FakeImportC: true,
		Sizes:       types.SizesFor("gc", t.conf.goarch),
		Error: func(err error) {
			var te types.Error
			if errors.As(err, &te) {
				t.errs = append(t.errs, te)
			}
		},
	}
	if v := t.m.mod.Go; v != nil {
		conf.GoVersion = "go" + v.Version
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Types: map[ast.Expr]types.TypeAndValue{}}
	t.infos = append(t.infos, info)
	// The errors went to conf.Error; the package is usable in spite of them.
	p, _ := conf.Check(importPath, t.fset, list, info)
	return p
}

// link records what a type-checked package's identifiers stand for.
func (m *module) link(info *types.Info) {
	for id, object := range info.Uses {
		if name, ok := object.(*types.PkgName); ok {
			m.links.imports[id] = name.Pos()
			continue
		}
		if object.Pkg() == nil {
			continue
		}
		m.links.origins[id] = object.Pkg().Path()
		if t, ok := m.targetOf(object); ok && !slices.Contains(m.links.targets[id], t) {
			m.links.targets[id] = append(m.links.targets[id], t)
		}
	}
	for e, tv := range info.Types {
		lit, ok := e.(*ast.CompositeLit)
		if !ok || len(lit.Elts) == 0 {
			continue
		}
		if _, keyed := lit.Elts[0].(*ast.KeyValueExpr); keyed {
			continue
		}
		if u := m.unitOf(tv.Type); u != nil && len(u.strips()) > 0 && !slices.Contains(m.links.fields[lit], u) {
			m.links.fields[lit] = append(m.links.fields[lit], u)
		}
	}
}

// targetOf returns the declaration of a package-level object, a method or a field.
func (m *module) targetOf(object types.Object) (target, bool) {
	if m.byPath[object.Pkg().Path()] == nil {
		return target{}, false
	}
	field, method := false, false
	switch o := object.(type) {
	case *types.Var:
		field = o.IsField()
	case *types.Func:
		method = o.Signature().Recv() != nil
	}
	if !field && !method && object.Parent() != object.Pkg().Scope() {
		return target{}, false
	}
	u := m.unitAt(object.Pos())
	if u == nil {
		return target{}, false
	}
	if f := u.function(); f != nil && f.Name.Pos() != object.Pos() {
		return target{}, false // a field of a struct without a name
	}
	goes := slices.ContainsFunc(u.strips(), func(id *ast.Ident) bool { return id.Pos() == object.Pos() })
	return target{u, field && goes}, true
}

// unitOf returns the unit that declares a named type or what it points to.
func (m *module) unitOf(t types.Type) *unit {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || m.byPath[n.Obj().Pkg().Path()] == nil {
		return nil
	}
	return m.unitAt(n.Obj().Pos())
}

// fileAt returns the solution's file that holds pos, or nil.
func (m *module) fileAt(pos token.Pos) *file {
	if !pos.IsValid() {
		return nil
	}
	return m.files[m.fset.File(pos)]
}

// unitAt returns the unit whose declaration holds pos, or nil.
func (m *module) unitAt(pos token.Pos) *unit {
	f := m.fileAt(pos)
	if f == nil {
		return nil
	}
	i := sort.Search(len(f.units), func(i int) bool { return f.units[i].node.End() > pos })
	if i == len(f.units) || pos < f.units[i].node.Pos() {
		return nil
	}
	return f.units[i]
}

// importPath is the path of an import declaration.
func importPath(s *ast.ImportSpec) string {
	p, err := strconv.Unquote(s.Path.Value)
	if err != nil {
		return s.Path.Value // the parser accepts quoted strings only
	}
	return p
}
