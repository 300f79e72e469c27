package starter

import (
	"go/ast"
	"go/token"
	"slices"
)

// imports takes away the imports that nothing kept uses any more.
func (r *renderer) imports() {
	used := r.used()
	for _, d := range r.f.ast.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.IMPORT {
			continue
		}
		e := r.extent(group, group.Doc)
		if !slices.ContainsFunc(group.Specs, used) {
			r.cut(e.from, e.to)
			continue
		}
		r.area(e.from, e.to, false)
		var members []extent
		for _, s := range group.Specs {
			if used(s) {
				members = append(members, r.extent(s, s.(*ast.ImportSpec).Doc))
			}
		}
		if len(members) < len(group.Specs) {
			r.members(group.Lparen, group.Rparen, members, "")
		}
	}
}

// used returns a function that reports whether an import must stay.
func (r *renderer) used() func(ast.Spec) bool {
	names, origins := map[token.Pos]bool{}, map[string]bool{}
	for _, u := range r.f.units {
		for _, part := range u.parts() {
			ast.Inspect(part, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					names[r.links.imports[id]] = true
					origins[r.links.origins[id]] = true
				}
				return true
			})
		}
	}
	embeds := slices.ContainsFunc(r.f.embeds(), embedding.stays)
	return func(s ast.Spec) bool {
		i := s.(*ast.ImportSpec)
		path := importPath(i)
		switch {
		case path == "C":
			return true
		case i.Name != nil && i.Name.Name == ".":
			return origins[path]
		case i.Name != nil && i.Name.Name == "_" && path == "embed":
			return embeds
		case i.Name != nil && i.Name.Name == "_":
			return r.importable(path)
		}
		return names[i.Pos()]
	}
}

// importable reports whether the path is of another module, or of a package of
// which something is kept.
func (m *module) importable(path string) bool {
	p := m.byPath[path]
	return p == nil || slices.ContainsFunc(p.files, (*file).kept)
}
