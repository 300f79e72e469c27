package prose

import (
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
)

// extractDeclarations gives the named declarations of a Go file in the directive's order. Its errors are findings.
func extractDeclarations(d *directive, source string) ([]string, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, d.path, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, findingf("names cannot be found in a file that does not parse (write /from/ /to/): %v", err)
	}
	var lines []string
	for _, name := range d.names {
		nodes := find(file, name)
		if len(nodes) == 0 {
			return nil, findingf("%s declares no %s", d.path, name)
		}
		if len(nodes) > 1 {
			return nil, findingf("%s declares %s %d times: write /from/ /to/", d.path, name, len(nodes))
		}
		text, err := nodes[0].text(files, source)
		if err != nil {
			return nil, findingf("%s in %s: %v", name, d.path, err)
		}
		if lines != nil {
			lines = append(lines, "")
		}
		lines = append(lines, splitLines(text)...)
	}
	return lines, nil
}

// A declaration is a function, a declaration of types, constants or variables, or one spec of a group of those.
type declaration struct {
	keyword  string // what to put before the spec; "" if the text is whole
	doc      *ast.CommentGroup
	from, to token.Pos
}

// find gives all declarations of a name, or of a Type.Method.
func find(file *ast.File, name string) []declaration {
	var found []declaration
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if functionName(decl) == name {
				found = append(found, declaration{"", decl.Doc, decl.Pos(), decl.End()})
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				if specDeclares(spec, name) {
					found = append(found, fromSpec(decl, spec))
				}
			}
		}
	}
	return found
}

func functionName(decl *ast.FuncDecl) string {
	if decl.Recv == nil || len(decl.Recv.List) == 0 {
		return decl.Name.Name
	}
	receiver := decl.Recv.List[0].Type
	for {
		switch t := receiver.(type) {
		case *ast.StarExpr:
			receiver = t.X
		case *ast.ParenExpr:
			receiver = t.X
		case *ast.IndexExpr:
			receiver = t.X
		case *ast.IndexListExpr:
			receiver = t.X
		case *ast.Ident:
			return t.Name + "." + decl.Name.Name
		default:
			return ""
		}
	}
}

func specDeclares(spec ast.Spec, name string) bool {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		return spec.Name.Name == name
	case *ast.ValueSpec:
		for _, ident := range spec.Names {
			if ident.Name == name {
				return true
			}
		}
	}
	return false
}

// fromSpec gives one spec of a group, or the whole declaration where the spec means nothing without it: it is no
// group, or the constant counts with iota or repeats the value above it.
func fromSpec(decl *ast.GenDecl, spec ast.Spec) declaration {
	if decl.Lparen.IsValid() && !dependsOnGroup(decl, spec) {
		doc, comment := specComments(spec)
		return declaration{decl.Tok.String() + " ", doc, spec.Pos(), commentEnd(comment, spec.End())}
	}
	end := decl.End()
	if !decl.Lparen.IsValid() {
		_, comment := specComments(spec)
		end = commentEnd(comment, end)
	}
	return declaration{"", decl.Doc, decl.Pos(), end}
}

func dependsOnGroup(decl *ast.GenDecl, spec ast.Spec) bool {
	value, ok := spec.(*ast.ValueSpec)
	if !ok || decl.Tok != token.CONST {
		return false
	}
	depends := len(value.Values) == 0
	ast.Inspect(value, func(n ast.Node) bool {
		if ident, ok := n.(*ast.Ident); ok && ident.Name == "iota" {
			depends = true
		}
		return true
	})
	return depends
}

func specComments(spec ast.Spec) (doc, comment *ast.CommentGroup) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		return spec.Doc, spec.Comment
	case *ast.ValueSpec:
		return spec.Doc, spec.Comment
	}
	return nil, nil
}

func commentEnd(comment *ast.CommentGroup, end token.Pos) token.Pos {
	if comment != nil {
		return comment.End()
	}
	return end
}

// text gives the declaration's source. What was a spec of a group is formatted anew, as it stands alone now.
func (d declaration) text(files *token.FileSet, source string) (string, error) {
	slice := func(from, to token.Pos) string {
		return source[files.Position(from).Offset:files.Position(to).Offset]
	}
	text := d.keyword + slice(d.from, d.to)
	if d.doc != nil {
		text = slice(d.doc.Pos(), d.doc.End()) + "\n" + text
	}
	if d.keyword == "" {
		return text, nil
	}
	formatted, err := format.Source([]byte(text))
	return string(formatted), err
}
