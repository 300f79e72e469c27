package starter

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
)

// verify type-checks the drafts together with the checks, and reports what does
// not compile at its place in the solution. It is the last line: what the rules
// of the closure foresee has been reported before, and then it does nothing.
func (m *module) verify(drafts []*draft) {
	if m.problems.err() != nil {
		return
	}
	for _, f := range m.checks {
		drafts = append(drafts, apply(f, nil))
	}
	v := &verifier{m: m, fset: token.NewFileSet(), drafts: map[string]*draft{}, parsed: map[*draft]*ast.File{}}
	for _, d := range drafts {
		f, err := parser.ParseFile(v.fset, d.file.path, d.text, parser.SkipObjectResolution)
		if err != nil {
			m.problem(d.file.ast.Name, "the starter's file does not parse: %v", err)
			continue
		}
		v.drafts[d.file.path] = d
		v.parsed[d] = f
	}
	dropped := m.droppedNames()
	for i, c := range m.configs {
		r := m.checkTypes(c, v.fset, func(c config, p *pkg, checks bool) []*ast.File {
			return v.files(drafts, c, p, checks)
		})
		for _, err := range r.errs {
			name := v.nameAt(err.Pos)
			if i == 0 && !r.fakes || dropped[name] {
				v.report(err, name, dropped[name])
			}
		}
	}
}

type verifier struct {
	m      *module
	fset   *token.FileSet
	drafts map[string]*draft
	parsed map[*draft]*ast.File
}

// files returns the parsed drafts of p that c builds; with checks set, the checks.
func (v *verifier) files(drafts []*draft, c config, p *pkg, checks bool) []*ast.File {
	var list []*ast.File
	for _, d := range drafts {
		if d.file.pkg == p && c.holds[d.file] && slices.Contains(v.m.checks, d.file) == checks && v.parsed[d] != nil {
			list = append(list, v.parsed[d])
		}
	}
	return list
}

func (v *verifier) report(err types.Error, name string, dropped bool) {
	at := v.fset.PositionFor(err.Pos, false)
	d := v.drafts[at.Filename]
	if d == nil {
		v.m.problems.at("go.mod", 1, "the starter would not compile: %s", err.Msg)
		return
	}
	pos := d.file.tok.Pos(d.source(at.Offset))
	if dropped {
		v.m.problemAt(pos, "the starter would not compile: %s: mark %s, or the type that it belongs to, %sgiven", err.Msg, name, markPrefix)
		return
	}
	v.m.problemAt(pos, "the starter would not compile: %s", err.Msg)
}

// nameAt is the identifier of a draft at pos, "" if none begins there.
func (v *verifier) nameAt(pos token.Pos) string {
	d := v.drafts[v.fset.PositionFor(pos, false).Filename]
	if d == nil {
		return ""
	}
	name := ""
	ast.Inspect(v.parsed[d], func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Pos() == pos {
			name = id.Name
		}
		return true
	})
	return name
}

// droppedNames returns the names of the declarations, methods and fields that
// the starter does not have.
func (m *module) droppedNames() map[string]bool {
	dropped := map[string]bool{}
	for _, p := range m.packages {
		for _, f := range p.files {
			for _, u := range f.units {
				if u.keep != whole {
					for _, id := range u.strips() {
						dropped[id.Name] = true
					}
				}
				if u.keep != none {
					continue
				}
				if f := u.function(); f != nil {
					dropped[f.Name.Name] = true
					continue
				}
				for _, n := range u.names {
					dropped[n] = true
				}
			}
		}
	}
	return dropped
}
