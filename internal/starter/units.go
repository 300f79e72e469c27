package starter

import (
	"go/ast"
	"go/token"
	"slices"
)

// unit is a declaration that stays or goes as one.
type unit struct {
	file  *file
	names []string // "Cache", "Cache.Put"; several for `var a, b = f()` and for blocks
	node  ast.Node // *ast.FuncDecl, *ast.TypeSpec, *ast.ValueSpec; *ast.GenDecl for a counting block
	decl  ast.Decl // the declaration that node is, or is part of
	doc   *ast.CommentGroup
	marks marks

	keep   keep
	atInit bool // runs while the package is initialised
}

// keep is how much of a unit stays.
type keep int

const (
	none  keep = iota
	api        // a stub; a type without its unexported fields
	whole      // everything
)

// listUnits returns the declarations of the file except its imports.
func (f *file) listUnits() []*unit {
	var units []*unit
	for _, d := range f.ast.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			units = append(units, &unit{file: f, names: []string{funcName(d)}, node: d, decl: d, doc: d.Doc})
		case *ast.GenDecl:
			if d.Tok != token.IMPORT {
				units = append(units, f.groupUnits(d)...)
			}
		}
	}
	return units
}

func (f *file) groupUnits(d *ast.GenDecl) []*unit {
	var units []*unit
	for _, s := range d.Specs {
		u := &unit{file: f, node: s, decl: d}
		switch s := s.(type) {
		case *ast.TypeSpec:
			u.names, u.doc = []string{s.Name.Name}, s.Doc
		case *ast.ValueSpec:
			u.doc = s.Doc
			for _, n := range s.Names {
				u.names = append(u.names, n.Name)
			}
		}
		if !d.Lparen.IsValid() {
			u.doc = d.Doc
		}
		units = append(units, u)
	}
	if !counts(d) {
		return units
	}
	block := &unit{file: f, node: d, decl: d, doc: d.Doc}
	for _, u := range units {
		block.names = append(block.names, u.names...)
	}
	return []*unit{block}
}

// counts reports whether d is a block of constants whose values depend on their
// places in it.
func counts(d *ast.GenDecl) bool {
	if d.Tok != token.CONST || len(d.Specs) < 2 {
		return false
	}
	for _, s := range d.Specs {
		if len(s.(*ast.ValueSpec).Values) == 0 || mentionsIota(s) {
			return true
		}
	}
	return false
}

func mentionsIota(s ast.Spec) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == "iota"
		return !found
	})
	return found
}

// funcName is "Put" for a function and "Cache.Put" for a method.
func funcName(d *ast.FuncDecl) string {
	if r := receiver(d); r != "" {
		return r + "." + d.Name.Name
	}
	return d.Name.Name
}

// receiver is the name of the type whose method d is, "" for a function.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	for e := d.Recv.List[0].Type; ; {
		switch t := e.(type) {
		case *ast.Ident:
			return t.Name
		case *ast.StarExpr:
			e = t.X
		case *ast.ParenExpr:
			e = t.X
		case *ast.IndexExpr:
			e = t.X
		case *ast.IndexListExpr:
			e = t.X
		default:
			return ""
		}
	}
}

func (u *unit) addTo(p *pkg) {
	for _, n := range u.names {
		p.units[n] = append(p.units[n], u)
	}
	if f := u.function(); f != nil {
		if r := receiver(f); r != "" {
			p.methods[r] = append(p.methods[r], u)
		}
	}
}

// function is the unit's declaration if it is a function or a method, or nil.
func (u *unit) function() *ast.FuncDecl {
	f, _ := u.node.(*ast.FuncDecl)
	return f
}

// typeSpec is the unit's declaration if it is a type, or nil.
func (u *unit) typeSpec() *ast.TypeSpec {
	s, _ := u.node.(*ast.TypeSpec)
	return s
}

// structType is the struct whose fields an api unit loses, or nil.
func (u *unit) structType() *ast.StructType {
	s := u.typeSpec()
	if s == nil {
		return nil
	}
	t, _ := s.Type.(*ast.StructType)
	return t
}

// stays reports whether the starter has anything of the unit.
func (u *unit) stays() bool {
	return u.keep != none
}

// name is how the unit is called in messages.
func (u *unit) name() string {
	return u.names[0]
}

// public reports whether an api package keeps the unit of its own accord. A
// method is not: it comes with its type.
func (u *unit) public() bool {
	if f := u.function(); f != nil {
		runs := f.Name.Name == "main" && u.file.pkg.name == "main"
		return f.Recv == nil && (f.Name.IsExported() || runs)
	}
	return slices.ContainsFunc(u.names, ast.IsExported)
}

// exportedFunction reports whether the unit is an exported function, or an
// exported method of an exported type.
func (u *unit) exportedFunction() bool {
	f := u.function()
	r := receiver(f)
	return f.Name.IsExported() && (r == "" || ast.IsExported(r))
}

// isInit reports whether the unit is a function that runs by itself when the
// package is initialised.
func (u *unit) isInit() bool {
	f := u.function()
	return f != nil && f.Recv == nil && f.Name.Name == "init"
}

// blank reports whether nothing can name the unit.
func (u *unit) blank() bool {
	return u.isInit() || len(u.names) == 1 && u.names[0] == "_"
}

// stripped reports whether an api unit loses this field of its struct entirely.
func stripped(f *ast.Field) bool {
	return len(f.Names) > 0 && !slices.ContainsFunc(f.Names, (*ast.Ident).IsExported)
}

// strips returns the names of the fields that the unit loses unless it is whole.
func (u *unit) strips() []*ast.Ident {
	t := u.structType()
	if t == nil {
		return nil
	}
	var names []*ast.Ident
	for _, f := range t.Fields.List {
		for _, n := range f.Names {
			if !n.IsExported() {
				names = append(names, n)
			}
		}
	}
	return names
}

// parts returns the nodes of the unit that stay.
func (u *unit) parts() []ast.Node {
	if u.keep == none {
		return nil
	}
	var parts []ast.Node
	switch n := u.node.(type) {
	case *ast.FuncDecl:
		if n.Recv != nil {
			parts = append(parts, n.Recv)
		}
		parts = append(parts, n.Type)
		if u.keep == whole && n.Body != nil {
			parts = append(parts, n.Body)
		}
	case *ast.TypeSpec:
		if n.TypeParams != nil {
			parts = append(parts, n.TypeParams)
		}
		t := u.structType()
		if t == nil || u.keep == whole {
			return append(parts, n.Type)
		}
		for _, f := range t.Fields.List {
			if !stripped(f) {
				parts = append(parts, f.Type)
			}
		}
	default:
		parts = append(parts, n)
	}
	return parts
}
