package prose

import (
	"context"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
)

// sound checks that an embedded file works: something compiles it if it is Go, and if it is a program in another
// language it runs, unless the document says that it does not.
func (s *session) sound(ctx context.Context, d *document, name string) error {
	switch languageOf[path.Ext(name)] {
	case "go":
		return s.compiled(d, name)
	case "python", "rust", "js", "ts":
		if d.names(name, "output", "sample", "fails", "nocompile") {
			return nil
		}
		out, err := s.runner.run(ctx, execution{program: program{path: name}})
		if err == nil && out.failed() {
			return findingf("%s is embedded here, but %s", name, out.failure())
		}
		return err
	}
	return nil
}

// compiled checks that an embedded Go file does not escape the compiler.
func (s *session) compiled(d *document, name string) error {
	source, err := s.tree.read(name)
	if err != nil {
		return nil // reported by the comparison with the block
	}
	if d.names(name, kinds[1:]...) {
		return nil
	}
	module, ok := s.tree.module(path.Dir(name))
	if !ok || !s.tree.modules[module] {
		return findingf("nothing compiles %s: it is in no module that go.work lists", name)
	}
	for _, folder := range strings.Split(strings.TrimPrefix(path.Dir(name), module), "/") {
		if folder == "testdata" || strings.HasPrefix(folder, "_") || strings.HasPrefix(folder, ".") && folder != "." {
			return findingf("nothing compiles %s: ./... passes over %s, and no program directive of this file names it", name, folder)
		}
	}
	base := path.Base(name)
	if strings.HasPrefix(base, "_") || strings.HasPrefix(base, ".") || hasIgnore(name, source) {
		return findingf("nothing compiles %s: ./... passes over it, and no program directive of this file names it", name)
	}
	return nil
}

// names says whether a directive of one of the kinds names a file, or the folder that it is in.
func (d *document) names(name string, kinds ...string) bool {
	return slices.ContainsFunc(d.blocks, func(b *block) bool {
		return b.directive != nil && slices.Contains(kinds, b.directive.kind) &&
			(b.directive.path == name || b.directive.path == path.Dir(name))
	})
}

// hasIgnore says whether a Go file is under //go:build ignore.
func hasIgnore(name, source string) bool {
	file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		return false
	}
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if comment.Pos() < file.Package && ignored(comment.Text) {
				return true
			}
		}
	}
	return false
}
