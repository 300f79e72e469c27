package grade

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"

	"systems.course/internal/catalog"
)

// place fills in the files' Rubric: for each line of the rubric, where to look.
//
// A look with a "*" or the ending ".go" names files, by their base names or
// paths, and stands for their first line. Any other names a declaration: Cache is
// a type, New a function, Cache.Put a method of Cache or *Cache, generic or not.
// Declarations count in files that are no tests; those of the attempt's root
// folder come before all others of the same name.
func place(rubric []catalog.Rubric, files []File) {
	places := newPlaces(files)
	for i := range files {
		files[i].Rubric = nil
	}
	for i, r := range rubric {
		for _, look := range r.Look {
			for _, at := range places.find(look) {
				f, l := &files[at.file], Look{Rubric: i, Line: at.line}
				if !slices.Contains(f.Rubric, l) {
					f.Rubric = append(f.Rubric, l)
				}
			}
		}
	}
}

// Unplaced returns the looks of an exercise's rubric that lead nowhere in its
// reference, each with the name of its line: the spec is wrong about them.
func Unplaced(c *catalog.Course, x *catalog.Exercise) ([]string, error) {
	texts, err := readReference(c.Path(x.Solution))
	if err != nil {
		return nil, err
	}
	files, _ := ownFiles(texts, nil)
	places := newPlaces(files)
	var lost []string
	for _, r := range x.Rubric {
		for _, look := range r.Look {
			if len(places.find(look)) == 0 {
				lost = append(lost, fmt.Sprintf("rubric %q: %s", r.Name, look))
			}
		}
	}
	return lost, nil
}

// A spot is a line of a file.
type spot struct{ file, line int }

// places knows where what a rubric can name is in some files.
type places struct {
	names []string
	decls map[string][]spot
}

func newPlaces(files []File) *places {
	p := &places{decls: map[string][]spot{}}
	for i, f := range files {
		p.names = append(p.names, f.Name)
		if !strings.HasSuffix(f.Name, "_test.go") {
			p.declare(i, f.Text)
		}
	}
	return p
}

// declare notes the declarations of a file, as far as it parses.
func (p *places) declare(file int, text string) {
	fset := token.NewFileSet()
	tree, _ := parser.ParseFile(fset, "", text, parser.SkipObjectResolution) // the compiler says what is wrong
	if tree == nil {
		return
	}
	add := func(name string, pos token.Pos) {
		p.decls[name] = append(p.decls[name], spot{file, fset.PositionFor(pos, false).Line})
	}
	for _, decl := range tree.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if receiver := receiverOf(d); receiver != "" {
				name = receiver + "." + name
			}
			add(name, d.Name.Pos())
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					add(s.Name.Name, s.Name.Pos())
				case *ast.ValueSpec:
					for _, id := range s.Names {
						add(id.Name, id.Pos())
					}
				}
			}
		}
	}
}

// receiverOf returns the name of a method's type, or nothing for a function.
func receiverOf(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	at := d.Recv.List[0].Type
	for {
		switch t := at.(type) {
		case *ast.StarExpr:
			at = t.X
		case *ast.ParenExpr:
			at = t.X
		case *ast.IndexExpr:
			at = t.X
		case *ast.IndexListExpr:
			at = t.X
		case *ast.Ident:
			return t.Name
		default:
			return "?"
		}
	}
}

// find returns where a look leads.
func (p *places) find(look string) []spot {
	if strings.Contains(look, "*") || strings.HasSuffix(look, ".go") {
		return p.glob(look)
	}
	all := p.decls[look]
	var outer []spot
	for _, at := range all {
		if !strings.Contains(p.names[at.file], "/") {
			outer = append(outer, at)
		}
	}
	if len(outer) > 0 {
		return outer
	}
	return all
}

func (p *places) glob(look string) []spot {
	var found []spot
	for i, name := range p.names {
		for _, tried := range []string{name, path.Base(name)} {
			if ok, err := path.Match(look, tried); ok && err == nil { // a pattern that is none matches nothing
				found = append(found, spot{i, 1})
				break
			}
		}
	}
	return found
}
