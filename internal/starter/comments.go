package starter

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
)

// comments takes away those that stand in trimmed areas. Directives to the
// toolchain stay, unless they are about a name that goes.
func (r *renderer) comments() {
	for _, g := range r.f.ast.Comments {
		if !r.trims(g) {
			continue
		}
		for _, c := range g.List {
			if !r.staysAlone(c) {
				r.cut(c.Pos(), c.End())
			}
		}
	}
}

func (r *renderer) trims(g *ast.CommentGroup) bool {
	smallest := r.areas[0]
	for _, a := range r.areas[1:] {
		if a.from <= g.Pos() && g.End() <= a.to && a.to-a.from <= smallest.to-smallest.from {
			smallest = a
		}
	}
	return smallest.trimmed
}

var directive = regexp.MustCompile(`^//[a-z0-9]+:[a-z0-9]`)

func (r *renderer) staysAlone(c *ast.Comment) bool {
	if words := strings.Fields(c.Text); words[0] == "//go:linkname" && len(words) > 1 {
		return slices.ContainsFunc(r.f.pkg.units[words[1]], (*unit).stays)
	}
	return directive.MatchString(c.Text) || strings.HasPrefix(c.Text, "// +build ")
}

// marks takes away the marks, and the empty comment lines that set them off.
func (r *renderer) marks() {
	for _, g := range r.f.ast.Comments {
		stay := withoutMarks(g)
		for _, c := range g.List {
			if !slices.Contains(stay, c) {
				r.cut(c.Pos(), c.End())
			}
		}
	}
}
