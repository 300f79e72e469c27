package starter

import (
	"go/ast"
	"slices"
)

// closing finds what a starter keeps: it starts from what the marks keep and
// follows what that needs until nothing is added.
type closing struct {
	m       *module
	pending []*unit
}

// close sets what is kept of every unit.
func (m *module) close() {
	c := &closing{m: m}
	for _, p := range m.packages {
		for _, f := range p.files {
			if p.class == apiClass {
				m.forbidCgo(f)
			}
			for _, u := range f.units {
				if k := u.root(); k != none {
					c.raise(u, k, u.isInit())
				}
			}
		}
	}
	for _, f := range m.checks {
		w := walker{closing: c, by: f.path}
		w.walk(f.ast)
	}
	c.run()
	for c.keepSealed() {
		c.run()
	}
	c.keepBlanks()
	m.demandStages()
	m.demandImports()
}

// demandImports reports the blank imports of given packages that name a package
// of which nothing stays. What other imports lack is reported where it is named.
func (m *module) demandImports() {
	for _, p := range m.packages {
		for _, f := range p.files {
			for _, s := range f.ast.Imports {
				if p.class == givenClass && s.Name != nil && s.Name.Name == "_" && !m.importable(importPath(s)) {
					m.problem(s, "package %s needs %s, which is absent: mark the package %sgiven or %[3]sapi", f.pkg.name, importPath(s), markPrefix)
				}
			}
		}
	}
}

func (m *module) forbidCgo(f *file) {
	for _, s := range f.ast.Imports {
		if importPath(s) == "C" {
			m.problem(s, "package %s uses cgo, of which no stubs can be made: mark the package %sgiven or %[2]sabsent", f.pkg.name, markPrefix)
		}
	}
}

// root is what the marks alone keep of the unit.
func (u *unit) root() keep {
	switch {
	case u.marks.class == absentClass:
		return none
	case u.marks.class == givenClass:
		return whole
	case u.marks.class == apiClass:
		return api
	case u.file.pkg.class == givenClass:
		return u.most()
	case u.file.pkg.class == apiClass && u.public():
		return api
	}
	return none
}

// most is the most that may be kept of the unit if something needs it: none if
// it or its package is absent, api for what the student writes.
func (u *unit) most() keep {
	isStub := u.function() != nil && u.marks.stage != 0
	switch {
	case u.marks.class == absentClass:
		return none
	case u.marks.class == givenClass:
		return whole
	case u.marks.class == apiClass:
		return api
	case u.file.pkg.class == absentClass:
		return none
	case isStub:
		return api
	}
	return whole
}

// raise keeps at least k of the unit, and queues it if that is new.
func (c *closing) raise(u *unit, k keep, atInit bool) {
	if u.function() == nil && u.typeSpec() == nil {
		k = whole // a value has no smaller form
	}
	if k <= u.keep && (u.atInit || !atInit) {
		return
	}
	u.keep = max(k, u.keep)
	u.atInit = u.atInit || atInit
	if !slices.Contains(c.pending, u) {
		c.pending = append(c.pending, u)
	}
}

// run follows the queued units' needs.
func (c *closing) run() {
	for len(c.pending) > 0 {
		u := c.pending[0]
		c.pending = c.pending[1:]
		c.follow(u)
	}
}

// follow keeps what the kept part of u names, and the methods of a type.
func (c *closing) follow(u *unit) {
	isValue := u.function() == nil && u.typeSpec() == nil
	w := walker{closing: c, by: u.name(), given: u.keep == whole, atInit: isValue || u.atInit}
	for _, part := range u.parts() {
		w.walk(part)
	}
	if s := u.typeSpec(); s != nil {
		c.keepExported(u, s)
	}
}

// keepExported keeps the exported methods of a kept type.
func (c *closing) keepExported(u *unit, s *ast.TypeSpec) {
	for _, method := range u.file.pkg.methods[s.Name.Name] {
		if !method.function().Name.IsExported() || method.most() == none {
			continue
		}
		k := api
		if u.keep == whole && !s.Name.IsExported() {
			k = method.most()
		}
		c.raise(method, k, false)
	}
}

// keepSealed keeps the unexported methods by which kept types implement kept
// interfaces, and reports whether that added anything.
func (c *closing) keepSealed() bool {
	for _, p := range c.m.packages {
		for _, f := range p.files {
			for _, u := range f.units {
				if s := u.typeSpec(); s != nil && u.keep != none {
					if names := sealing(s); len(names) > 0 {
						c.keepMethods(p, u, names)
					}
				}
			}
		}
	}
	return len(c.pending) > 0
}

// sealing returns the unexported methods that an interface type lists.
func sealing(s *ast.TypeSpec) []string {
	t, ok := s.Type.(*ast.InterfaceType)
	if !ok {
		return nil
	}
	var names []string
	for _, f := range t.Methods.List {
		for _, n := range f.Names {
			if !n.IsExported() {
				names = append(names, n.Name)
			}
		}
	}
	return names
}

// keepMethods keeps the named methods of every kept type of p that has all of
// them. One with an empty body needs no stage: there is nothing to write.
func (c *closing) keepMethods(p *pkg, sealed *unit, names []string) {
	for name, methods := range p.methods {
		owners := p.units[name]
		if !slices.ContainsFunc(owners, func(u *unit) bool { return u.keep != none }) {
			continue
		}
		lacks := func(n string) bool { return p.units[name+"."+n] == nil }
		if slices.ContainsFunc(names, lacks) {
			continue
		}
		for _, method := range methods {
			f := method.function()
			if !slices.Contains(names, f.Name.Name) {
				continue
			}
			k := api
			if f.Body != nil && len(f.Body.List) == 0 || owners[0].keep == whole {
				k = whole
			}
			c.keepMethod(sealed, method, k)
		}
	}
}

func (c *closing) keepMethod(sealed, method *unit, k keep) {
	if method.most() == none {
		c.m.problem(method.node, "%s needs %s, which is absent: mark %[2]s %sgiven or with a stage, or %[1]s %[3]sabsent", sealed.name(), method.name(), markPrefix)
		return
	}
	c.raise(method, min(k, method.most()), false)
}

// keepBlanks keeps the declarations of _ in api packages, such as assertions
// that a type implements an interface, if all that they name is kept.
func (c *closing) keepBlanks() {
	for _, p := range c.m.packages {
		for _, f := range p.files {
			for _, u := range f.units {
				if s, ok := u.node.(*ast.ValueSpec); ok && u.keep == none && u.most() != none && u.blank() && c.holds(s) {
					u.keep = whole
				}
			}
		}
	}
}

// holds reports whether all that n names is kept, and n calls nothing of it.
func (c *closing) holds(n ast.Node) bool {
	ok := true
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			for _, t := range c.m.links.targets[n] {
				ok = ok && (t.unit.keep == whole || t.unit.keep == api && !t.field)
			}
		case *ast.CompositeLit:
			for _, u := range c.m.links.fields[n] {
				ok = ok && u.keep == whole
			}
		case *ast.CallExpr:
			for _, t := range c.m.links.targets[callee(n)] {
				ok = ok && t.unit.function() == nil
			}
		}
		return ok
	})
	return ok
}

// demandStages reports the stubs that name no stage, and the exported functions
// of api packages that given code would keep whole without a word of the author.
func (m *module) demandStages() {
	for _, p := range m.packages {
		for _, f := range p.files {
			for _, u := range f.units {
				if u.function() == nil || u.keep == none || u.marks != (marks{}) {
					continue
				}
				if u.keep == api || p.class == apiClass && u.exportedFunction() {
					m.problem(u.node, "%s needs a stage: mark it %sstage N to make it a stub, or %[2]sgiven to keep it whole", u.name(), markPrefix)
				}
			}
		}
	}
}
