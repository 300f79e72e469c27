// Package mutant reads and applies the mutants of a solution: patches, each a
// mistake that a good student could make, that the checks of one stage must
// reject.
//
// A mutant is a unified diff with a text before it:
//
//	Get forgets to move the entry to the front.
//
//	A cache that only reads would evict what it is asked for most.
//
//	--- a/cache.go
//	+++ b/cache.go
//	@@ …
//
// The first line says the mistake, the following ones what it teaches. A line
// "Race: yes" says that only the race detector sees it.
package mutant

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"path"
	"strings"

	"github.com/bluekeyes/go-gitdiff/gitdiff"
)

// A Mutant is one parsed patch.
type Mutant struct {
	Mistake string // one sentence
	Teaches string // may be several lines
	Race    bool   // only the race detector sees it
	files   []*gitdiff.File
}

// Parse reads a patch.
func Parse(text []byte) (*Mutant, error) {
	files, preamble, err := gitdiff.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	m := &Mutant{files: files}
	m.readPreamble(preamble)
	switch {
	case m.Mistake == "":
		return nil, errors.New("the first line of a mutant says the mistake, in one sentence")
	case len(files) == 0:
		return nil, errors.New("no diff follows the text")
	}
	for _, f := range files {
		f.NewName = strings.TrimPrefix(f.NewName, "b/")
		f.OldName = f.NewName // of a file that is changed in place the parser takes either
		if f.IsBinary || f.IsRename || f.IsNew || f.IsDelete || len(f.TextFragments) == 0 {
			return nil, fmt.Errorf("%s: a mutant changes the text of files, and nothing else", f.NewName)
		}
		if name := path.Base(f.OldName); strings.HasSuffix(name, "_test.go") {
			return nil, fmt.Errorf("%s: a mutant changes the solution, not its checks", f.OldName)
		}
	}
	if said, read := changedLines(text), m.lines(); said != read {
		return nil, fmt.Errorf("%d lines are added or deleted, and the fragments' headers (@@) count %d of them", said, read)
	}
	return m, nil
}

// changedLines counts the lines of the diff that look added or deleted. The
// parser takes what a fragment's header does not count for the text of a
// following patch and passes over it.
func changedLines(text []byte) int {
	n, diff := 0, false
	for line := range bytes.Lines(text) {
		header := bytes.HasPrefix(line, []byte("--- ")) || bytes.HasPrefix(line, []byte("+++ "))
		diff = diff || header
		if diff && !header && (line[0] == '+' || line[0] == '-') {
			n++
		}
	}
	return n
}

func (m *Mutant) lines() int {
	n := 0
	for _, f := range m.files {
		for _, fragment := range f.TextFragments {
			n += int(fragment.LinesAdded + fragment.LinesDeleted)
		}
	}
	return n
}

func (m *Mutant) readPreamble(text string) {
	var rest []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		value, isRace := strings.CutPrefix(line, "Race:")
		switch {
		case isRace:
			m.Race = strings.TrimSpace(value) == "yes"
		case m.Mistake == "":
			m.Mistake = line
		case line != "":
			rest = append(rest, line)
		}
	}
	m.Teaches = strings.Join(rest, "\n")
}

// Apply returns a copy of files in which the mutant's are changed. The lines
// that a fragment replaces, with its context, must occur exactly once in their
// file, at whatever line: so a patch outlives changes elsewhere, and one that no
// longer says for certain what it changes is an error.
func (m *Mutant) Apply(files map[string][]byte) (map[string][]byte, error) {
	out := maps.Clone(files)
	for _, f := range m.files {
		text, ok := out[f.OldName]
		if !ok {
			return nil, fmt.Errorf("it no longer applies: there is no file %s", f.OldName)
		}
		for _, fragment := range f.TextFragments {
			before, after := sides(fragment)
			if n := bytes.Count(text, before); n != 1 {
				return nil, fmt.Errorf("it no longer applies: %s has these lines %d times, once is wanted\n%s", f.OldName, n, before)
			}
			if bytes.Equal(before, after) {
				return nil, fmt.Errorf("%s: a fragment changes nothing", f.OldName)
			}
			text = bytes.Replace(text, before, after, 1)
		}
		out[f.OldName] = text
	}
	return out, nil
}

// sides returns the lines of a fragment as they were and as they become.
func sides(f *gitdiff.TextFragment) (before, after []byte) {
	for _, line := range f.Lines {
		if line.Op != gitdiff.OpAdd {
			before = append(before, line.Line...)
		}
		if line.Op != gitdiff.OpDelete {
			after = append(after, line.Line...)
		}
	}
	return before, after
}
