package starter

import (
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// embedding is a //go:embed line.
type embedding struct {
	file     *file
	at       token.Pos
	patterns string
	owner    *unit // nil in a check
}

// embeds returns the //go:embed lines of the file.
func (f *file) embeds() []embedding {
	docs := f.markable()
	var list []embedding
	for _, g := range f.ast.Comments {
		for _, c := range g.List {
			patterns, ok := strings.CutPrefix(c.Text, "//go:embed ")
			if !ok {
				continue
			}
			e := embedding{file: f, at: c.Pos(), patterns: patterns}
			if owners := docs[g]; len(owners) > 0 {
				e.owner = owners[0]
			}
			list = append(list, e)
		}
	}
	return list
}

// stays reports whether the variable stays that the line is about.
func (e embedding) stays() bool {
	return e.owner == nil || e.owner.keep != none
}

// emitEmbedded adds the files that the line embeds.
func (m *module) emitEmbedded(out map[string][]byte, e embedding) {
	patterns, err := splitPatterns(e.patterns)
	if err != nil {
		m.problemAt(e.at, "//go:embed %s: %v", e.patterns, err)
		return
	}
	dir := filepath.Join(m.dir, filepath.FromSlash(e.file.pkg.rel))
	for _, pattern := range patterns {
		names, err := embedded(dir, pattern)
		if err != nil {
			m.problemAt(e.at, "//go:embed %s: %v", pattern, err)
			continue
		}
		for _, name := range names {
			data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
			if err != nil {
				m.problemAt(e.at, "//go:embed %s: %v", pattern, err)
				continue
			}
			out[path.Join(e.file.pkg.rel, name)] = data
		}
	}
}

// splitPatterns splits the words of a //go:embed line, which may be quoted.
func splitPatterns(s string) ([]string, error) {
	var patterns []string
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		if s[0] != '"' && s[0] != '`' {
			word, rest, _ := strings.Cut(s, " ")
			patterns, s = append(patterns, word), rest
			continue
		}
		quoted, err := strconv.QuotedPrefix(s)
		if err != nil {
			return nil, errors.New("a quote is not closed")
		}
		word, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, err
		}
		patterns, s = append(patterns, word), s[len(quoted):]
	}
	return patterns, nil
}

// embedded returns the files below dir that a pattern names, by the rules of the
// package embed: a folder stands for all it holds, without names that begin with
// "." or "_" unless the pattern begins with "all:".
func embedded(dir, pattern string) ([]string, error) {
	pattern, all := strings.CutPrefix(pattern, "all:")
	fsys := os.DirFS(dir)
	matches, err := fs.Glob(fsys, pattern)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, match := range matches {
		err := fs.WalkDir(fsys, match, func(name string, d fs.DirEntry, err error) error {
			hidden := !all && name != match && strings.ContainsAny(path.Base(name)[:1], "._")
			switch {
			case err != nil:
				return err
			case hidden && d.IsDir():
				return fs.SkipDir
			case d.Type().IsRegular() && !hidden:
				names = append(names, name)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no matching files in %s", filepath.Base(dir))
	}
	return names, nil
}
