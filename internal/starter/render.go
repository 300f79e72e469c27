package starter

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// draftStarter edits the files that the starter keeps.
func (m *module) draftStarter(o Options) []*draft {
	var drafts []*draft
	for _, p := range m.packages {
		for _, f := range p.files {
			if f.kept() {
				drafts = append(drafts, m.render(f, p.class != givenClass, o))
			}
		}
	}
	return drafts
}

// draftLadder edits all files so that the functions of stages above n are stubs.
func (m *module) draftLadder(n int, o Options) []*draft {
	var drafts []*draft
	for _, p := range m.packages {
		for _, f := range p.files {
			for _, u := range f.units {
				u.keep = whole
				if u.function() != nil && u.marks.stage > n {
					u.keep = api
				}
			}
			drafts = append(drafts, m.render(f, false, o))
		}
	}
	return drafts
}

// kept reports whether the starter has the file: in a given package always, in
// others if a declaration or the package comment stays. A file of an api package
// that has imports and nothing else stays for them.
func (f *file) kept() bool {
	switch f.pkg.class {
	case givenClass:
		return true
	case apiClass:
		if f.ast.Doc != nil && strings.TrimSpace(f.ast.Doc.Text()) != "" {
			return true
		}
		if len(f.units) == 0 && len(f.ast.Imports) > 0 {
			return true
		}
	}
	return slices.ContainsFunc(f.units, (*unit).stays)
}

// renderer turns what is kept of a file's units into edits of its source.
type renderer struct {
	*module
	f     *file
	o     Options
	edits []edit
	areas []area
}

// extent is a stretch of the source.
type extent struct{ from, to token.Pos }

// area is an extent that has a say on comments: one goes if the smallest area
// that holds it is trimmed.
type area struct {
	extent
	trimmed bool
}

// render edits the file. bare takes away the comments between declarations.
func (m *module) render(f *file, bare bool, o Options) *draft {
	r := &renderer{module: m, f: f, o: o}
	r.area(f.ast.FileStart, f.ast.FileEnd, bare)
	if f.ast.Doc != nil {
		r.area(f.ast.Doc.Pos(), f.ast.Doc.End(), false)
	}
	r.marks()
	r.imports()
	for _, d := range f.ast.Decls {
		r.declaration(d)
	}
	r.comments()
	return apply(f, r.edits)
}

func (r *renderer) area(from, to token.Pos, trimmed bool) {
	r.areas = append(r.areas, area{extent{from, to}, trimmed})
}

// cut takes away the lines of [from, to).
func (r *renderer) cut(from, to token.Pos) {
	r.edits = append(r.edits, r.f.lines(r.offset(from), r.offset(to)))
}

func (r *renderer) replace(from, to token.Pos, text string) {
	r.edits = append(r.edits, edit{r.offset(from), r.offset(to), text})
}

func (r *renderer) offset(pos token.Pos) int {
	return r.f.tok.Offset(pos)
}

// extent is where a node begins and ends with its comments: the one above it, and
// the one that follows it on its last line.
func (r *renderer) extent(n ast.Node, doc *ast.CommentGroup) extent {
	from, to := n.Pos(), n.End()
	if doc != nil {
		from = doc.Pos()
	}
	for _, g := range r.f.ast.Comments {
		if g.Pos() < to || r.f.tok.Line(g.Pos()) != r.f.tok.Line(to) {
			continue
		}
		between := r.f.src[r.offset(to):r.offset(g.Pos())]
		if strings.Trim(string(between), " \t;") == "" {
			return extent{from, g.End()}
		}
	}
	return extent{from, to}
}

// declaration edits one that is not an import.
func (r *renderer) declaration(d ast.Decl) {
	units := slices.DeleteFunc(slices.Clone(r.f.units), func(u *unit) bool { return u.decl != d })
	if len(units) == 0 {
		return
	}
	e := r.extent(d, docOf(d))
	if !slices.ContainsFunc(units, (*unit).stays) {
		r.cut(e.from, e.to)
		return
	}
	r.area(e.from, e.to, false)
	var members []extent
	for _, u := range units {
		if u.stays() {
			members = append(members, r.extent(u.node, u.doc))
			r.unit(u)
		}
	}
	if len(members) < len(units) {
		group := d.(*ast.GenDecl) // only a group has several
		r.members(group.Lparen, group.Rparen, members, "")
	}
}

func docOf(d ast.Decl) *ast.CommentGroup {
	switch d := d.(type) {
	case *ast.GenDecl:
		return d.Doc
	case *ast.FuncDecl:
		return d.Doc
	}
	return nil
}

// unit makes a stub of a function and strips a struct, if they are the student's.
func (r *renderer) unit(u *unit) {
	if u.keep != api {
		return
	}
	if f := u.function(); f != nil {
		r.stub(f, u.marks.stage)
	} else if t := u.structType(); t != nil && len(u.strips()) > 0 {
		r.strip(t)
	}
}

// strip takes away the unexported fields of a struct and says whose they are.
func (r *renderer) strip(t *ast.StructType) {
	var members []extent
	for _, f := range t.Fields.List {
		if stripped(f) {
			continue
		}
		members = append(members, r.extent(f, f.Doc))
		var names []string
		for _, n := range f.Names {
			if n.IsExported() {
				names = append(names, n.Name)
			}
		}
		if len(names) < len(f.Names) {
			r.replace(f.Names[0].Pos(), f.Names[len(f.Names)-1].End(), strings.Join(names, ", "))
		}
	}
	tail := "// your fields\n"
	if len(members) > 0 {
		tail = "\n" + tail
	}
	r.members(t.Fields.Opening, t.Fields.Closing, members, tail)
}

// members takes away all that stands between two brackets except the members, and
// puts tail after the last. A blank line between two members stays one.
func (r *renderer) members(opening, closing token.Pos, members []extent, tail string) {
	at := opening + 1
	for i, e := range members {
		gap := "\n"
		between := string(r.f.src[r.offset(at):r.offset(e.from)])
		if i > 0 && blankLine.MatchString(between) {
			gap = "\n\n"
		}
		r.replace(at, e.from, gap)
		at = e.to
	}
	r.replace(at, closing, "\n"+tail)
}

var blankLine = regexp.MustCompile(`\n[ \t\r]*\n`)
