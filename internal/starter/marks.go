package starter

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// class is what a mark makes of a package or a declaration.
type class string

const (
	unmarked    class = ""
	givenClass  class = "given"
	apiClass    class = "api"
	absentClass class = "absent"
)

// marks are those of one package or declaration.
type marks struct {
	class class
	stage int // 0: none
}

const markPrefix = "//course:"

// defaultClass is the class of a package without a mark. rel is its folder in
// the solution.
func defaultClass(rel string) class {
	elements := strings.Split(rel, "/")
	switch {
	case elements[0] == "cmd":
		return givenClass
	case slices.Contains(elements, "internal"):
		return absentClass
	}
	return apiClass
}

// readMarks gives every mark of the file to its declaration, or to the package.
func (m *module) readMarks(f *file, onPackage *marks) {
	docs := f.markable()
	for _, g := range f.ast.Comments {
		// A comment's marks count together: a group's are in place when its
		// members' override them.
		var own marks
		for _, c := range g.List {
			if !strings.HasPrefix(c.Text, markPrefix) {
				continue
			}
			switch {
			case docs[g] != nil:
				m.readDeclMark(c, &own)
			case f.atTop(g):
				m.readPackageMark(c, onPackage)
			default:
				m.problem(c, "%s marks nothing: a mark stands above the first declaration, or in the doc comment of one (of the whole block, if its constants count)", c.Text)
			}
		}
		for _, u := range docs[g] {
			m.mark(u, own)
		}
	}
}

// markable maps the comments that may carry a declaration's marks to the units
// that they mark: a group's comment marks the whole group.
func (f *file) markable() map[*ast.CommentGroup][]*unit {
	docs := map[*ast.CommentGroup][]*unit{}
	for _, u := range f.units {
		if u.doc != nil {
			docs[u.doc] = append(docs[u.doc], u)
		}
		if d, ok := u.decl.(*ast.GenDecl); ok && d.Doc != nil && d.Doc != u.doc {
			docs[d.Doc] = append(docs[d.Doc], u)
		}
	}
	return docs
}

// atTop reports whether a comment stands before the first declaration.
func (f *file) atTop(g *ast.CommentGroup) bool {
	for _, d := range f.ast.Decls {
		if i, ok := d.(*ast.GenDecl); !ok || i.Tok != token.IMPORT {
			return g.End() < d.Pos()
		}
	}
	return true
}

func (m *module) readPackageMark(c *ast.Comment, onPackage *marks) {
	switch w := class(strings.TrimPrefix(c.Text, markPrefix)); w {
	case givenClass, apiClass, absentClass:
		if onPackage.class != unmarked && onPackage.class != w {
			m.problem(c, "the package is marked both %s and %s", onPackage.class, w)
		}
		onPackage.class = w
	default:
		m.problem(c, "%s says nothing about a package: write %sgiven, %[2]sapi or %[2]sabsent", c.Text, markPrefix)
	}
}

// readDeclMark adds the mark c to those of the same comment.
func (m *module) readDeclMark(c *ast.Comment, own *marks) {
	word, number, _ := strings.Cut(strings.TrimPrefix(c.Text, markPrefix), " ")
	switch w := class(word); {
	case w == "stage":
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 {
			m.problem(c, "%s: a stage is a number from 1", c.Text)
			return
		}
		if own.stage != 0 && own.stage != n {
			m.problem(c, "marked with stage %d and stage %d", own.stage, n)
		}
		own.stage = n
	case (w == givenClass || w == apiClass || w == absentClass) && number == "":
		if own.class != unmarked && own.class != w {
			m.problem(c, "marked both %s and %s", own.class, w)
		}
		own.class = w
	default:
		m.problem(c, "%s is no mark: write %sstage N, %[2]sgiven, %[2]sapi or %[2]sabsent", c.Text, markPrefix)
	}
}

func (m *module) mark(u *unit, own marks) {
	if own.class != unmarked {
		u.marks.class = own.class
	}
	if own.stage != 0 {
		u.marks.stage = own.stage
	}
	if c := u.marks.class; u.function() != nil && u.marks.stage != 0 && (c == givenClass || c == absentClass) {
		m.problem(u.node, "%s is marked with stage %d and %s: it can be one of them", u.name(), u.marks.stage, c)
	}
}

// checkStages reports the stages that titles does not name.
func (m *module) checkStages(titles map[int]string) {
	if titles == nil {
		return
	}
	for _, p := range m.packages {
		for _, f := range p.files {
			for _, u := range f.units {
				if _, ok := titles[u.marks.stage]; !ok && u.marks.stage != 0 {
					m.problem(u.node, "%s is marked with stage %d, which the exercise does not have", u.name(), u.marks.stage)
				}
			}
		}
	}
}

// withoutMarks returns the lines of a comment that are not marks, nor the empty
// ones that set off marks at the end.
func withoutMarks(g *ast.CommentGroup) []*ast.Comment {
	isMark := func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, markPrefix) }
	if !slices.ContainsFunc(g.List, isMark) {
		return g.List
	}
	stay := slices.DeleteFunc(slices.Clone(g.List), isMark)
	for len(stay) > 0 && stay[len(stay)-1].Text == "//" {
		stay = stay[:len(stay)-1]
	}
	return stay
}

// stripMarks returns the file's source without its marks.
func stripMarks(f *file) []byte {
	r := &renderer{f: f}
	r.marks()
	return apply(f, r.edits).text
}
