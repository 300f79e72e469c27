package starter

import (
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Decl is a declaration as a reader sees it.
type Decl struct {
	Name string // "Cache.Put"; of several, the first
	File string // slash-separated, relative to the folder that was asked
	Line int    // where the name is declared, from 1
	Text string // formatted, with the doc comment and without marks
}

// ErrNoDecl is returned when a folder does not declare the name.
var ErrNoDecl = errors.New("no such declaration")

// Stages returns the declarations of the solution in dir that are marked with
// each stage, in the order of the files' names and of the source.
func Stages(dir string) (map[int][]Decl, error) {
	m, err := load(dir)
	if err != nil {
		return nil, err
	}
	if err := m.problems.err(); err != nil {
		return nil, err
	}
	stages := map[int][]Decl{}
	for _, p := range m.packages {
		for _, f := range p.files {
			for _, u := range f.units {
				if n := u.marks.stage; n != 0 {
					stages[n] = append(stages[n], u.text(u.names[0]))
				}
			}
		}
	}
	return stages, nil
}

// FindDecl returns the declaration of a name ("Cache", "Cache.Put", "New") in the
// Go files of dir that are not tests. Files that do not parse, as a student's
// may, are searched as far as they do. The error wraps [ErrNoDecl] if the name is
// not there; it holds the parse errors too.
func FindDecl(dir, name string) (Decl, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return Decl{}, err
	}
	errs := []error{fmt.Errorf("%s: %w: %s", dir, ErrNoDecl, name)}
	for _, e := range entries {
		if !e.Type().IsRegular() || !goSource(e.Name()) || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := looseFile(dir, e.Name())
		if err != nil {
			errs = append(errs, err)
		}
		if f == nil {
			continue
		}
		for _, u := range f.listUnits() {
			if slices.Contains(u.names, name) {
				return u.text(name), nil
			}
		}
	}
	return Decl{}, errors.Join(errs...)
}

// looseFile parses a file. With an error the file is what could be parsed, or nil.
func looseFile(dir, name string) (*file, error) {
	src, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if tree == nil {
		return nil, err
	}
	return &file{path: name, src: src, ast: tree, tok: fset.File(tree.FileStart)}, err
}

// text returns the unit as a declaration of its own, found by name.
func (u *unit) text(name string) Decl {
	var b strings.Builder
	if u.doc != nil {
		for _, c := range withoutMarks(u.doc) {
			b.WriteString(c.Text + "\n")
		}
	}
	r := &renderer{f: u.file}
	node := ast.Node(u.decl)
	if d, ok := u.decl.(*ast.GenDecl); ok && d.Lparen.IsValid() && u.node != d {
		b.WriteString(d.Tok.String() + " ")
		node = u.node
	}
	e := r.extent(node, nil)
	b.Write(u.file.src[r.offset(e.from):r.offset(e.to)])
	text := []byte(b.String())
	if formatted, err := format.Source(text); err == nil { // a student's need not parse
		text = formatted
	}
	return Decl{Name: name, File: u.file.path, Line: u.file.tok.Line(u.nameAt(name)), Text: strings.TrimSpace(string(text))}
}

// nameAt is where the unit declares the name.
func (u *unit) nameAt(name string) token.Pos {
	pos := u.node.Pos()
	if f := u.function(); f != nil {
		return f.Name.Pos()
	}
	ast.Inspect(u.node, func(n ast.Node) bool {
		if s, ok := n.(*ast.ValueSpec); ok {
			for _, id := range s.Names {
				if id.Name == name {
					pos = id.Pos()
				}
			}
		}
		return true
	})
	return pos
}
