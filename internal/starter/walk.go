package starter

import (
	"go/ast"
	"slices"
)

// walker keeps what the identifiers below a node stand for.
type walker struct {
	*closing
	by     string // what needs it, for messages
	given  bool   // the code is kept whole, so it needs more than signatures
	atInit bool   // the code runs while the package is initialised
}

func (w *walker) walk(n ast.Node) {
	called := map[*ast.Ident]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if id := callee(n); id != nil {
				called[id] = true
			}
			if f, ok := ast.Unparen(n.Fun).(*ast.FuncLit); ok {
				w.walk(f.Type)
				w.walk(f.Body)
				for _, arg := range n.Args {
					w.walk(arg)
				}
				return false
			}
		case *ast.FuncLit:
			later := *w
			later.atInit = false
			later.walk(n.Type)
			later.walk(n.Body)
			return false
		case *ast.CompositeLit:
			for _, u := range w.m.links.fields[n] {
				w.need(n, target{u, true}, false)
			}
		case *ast.Ident:
			for _, t := range w.m.links.targets[n] {
				w.need(n, t, called[n])
			}
		}
		return true
	})
}

// callee is the identifier of the function or type that is called, or nil.
func callee(call *ast.CallExpr) *ast.Ident {
	for e := call.Fun; ; {
		switch f := e.(type) {
		case *ast.Ident:
			return f
		case *ast.SelectorExpr:
			return f.Sel
		case *ast.ParenExpr:
			e = f.X
		case *ast.IndexExpr:
			e = f.X
		case *ast.IndexListExpr:
			e = f.X
		default:
			return nil
		}
	}
}

// need keeps a target in every file that declares its name, or reports that a
// mark forbids it. at is where it is needed.
func (w *walker) need(at ast.Node, t target, called bool) {
	name := t.unit.name()
	variants := t.unit.file.pkg.units[name]
	if t.unit.blank() || len(variants) == 0 {
		variants = []*unit{t.unit}
	}
	for _, u := range variants {
		w.needUnit(at, u, t.field, called)
	}
}

func (w *walker) needUnit(at ast.Node, u *unit, field, called bool) {
	p := u.file.pkg
	most := u.most()
	switch {
	case most == none && u.marks.class == absentClass:
		w.m.problem(at, "%s needs %s, which is marked absent: mark it %sgiven or %[3]sapi, or take away %[1]s", w.by, u.name(), markPrefix)
		return
	case most == none:
		w.m.problem(at, "%s needs %s of package %s, which is absent: mark %[2]s %[4]sgiven or %[4]sapi, or its package", w.by, u.name(), p.path, markPrefix)
		return
	case field && most == api:
		w.m.problem(at, "%s needs a field of %s that the starter loses (%s): mark %[2]s %[4]sgiven", w.by, u.name(), fieldName(at), markPrefix)
		return
	case w.atInit && called && u.function() != nil && most == api:
		w.m.problem(at, "%s runs while the package is initialised and calls %s, a stub: mark %[2]s %sgiven, or %[1]s %[3]sabsent", w.by, u.name(), markPrefix)
		return
	}
	w.raise(u, min(most, w.wanted(u, field)), w.atInit && called && u.function() != nil)
}

// wanted is how much of u the walked code needs.
func (w *walker) wanted(u *unit, field bool) keep {
	exported := slices.ContainsFunc(u.names, ast.IsExported)
	switch {
	case field:
		return whole
	case !w.given:
		return api
	case u.typeSpec() != nil && exported:
		return api
	}
	return whole
}

func fieldName(at ast.Node) string {
	if id, ok := at.(*ast.Ident); ok {
		return id.Name
	}
	return "a literal without field names"
}
