package starter

import (
	"fmt"
	"go/ast"
	"strconv"
	"strings"
)

// stub replaces the body of a function that the student writes.
func (r *renderer) stub(f *ast.FuncDecl, stage int) {
	body := "{}"
	switch {
	case r.o.Stub == Panic:
		body = fmt.Sprintf("{\n\tpanic(%s)\n}", strconv.Quote(r.todo(stage)))
	case f.Type.Results.NumFields() > 0:
		body = "{\n\t" + r.zeros(f) + "\n}"
	}
	if f.Body == nil {
		r.replace(f.End(), f.End(), " "+body)
		return
	}
	r.replace(f.Body.Pos(), f.Body.End(), body)
}

// todo is what a stub panics with: "stage 3: evict the least recently used".
func (r *renderer) todo(stage int) string {
	if title := r.o.Titles[stage]; title != "" {
		return fmt.Sprintf("stage %d: %s", stage, title)
	}
	return fmt.Sprintf("stage %d", stage)
}

// zeros is the statement that returns the zero value of every result. Where a
// parameter hides a name that the results' types need, the results get blank
// names, so that the statement need not write the types.
func (r *renderer) zeros(f *ast.FuncDecl) string {
	results := f.Type.Results
	if len(results.List[0].Names) > 0 {
		return "return"
	}
	if r.hides(f) {
		bare := !results.Opening.IsValid()
		if bare {
			r.replace(results.Pos(), results.Pos(), "(")
		}
		for _, field := range results.List {
			r.replace(field.Type.Pos(), field.Type.Pos(), "_ ")
		}
		if bare {
			r.replace(results.End(), results.End(), ")")
		}
		return "return"
	}
	var values []string
	for _, field := range results.List {
		source := r.f.src[r.offset(field.Type.Pos()):r.offset(field.Type.End())]
		values = append(values, fmt.Sprintf("*new(%s)", source))
	}
	return "return " + strings.Join(values, ", ")
}

// hides reports whether a name among the results' types, or new itself, means
// something else inside the function.
func (r *renderer) hides(f *ast.FuncDecl) bool {
	inside := map[string]bool{}
	for _, list := range []*ast.FieldList{f.Recv, f.Type.Params} {
		if list == nil {
			continue
		}
		for _, field := range list.List {
			for _, n := range field.Names {
				inside[n.Name] = true
			}
		}
	}
	hidden := inside["new"] || len(r.f.pkg.units["new"]) > 0
	ast.Inspect(f.Type.Results, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			hidden = hidden || inside[id.Name]
		}
		return true
	})
	return hidden
}
