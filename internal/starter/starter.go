package starter

import (
	"go/format"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// Stub says what the body of a function that the student writes becomes.
type Stub int

const (
	Panic Stub = iota // panic("stage 3: evict the least recently used")
	Zero              // return the zero value of every result
)

// Options of a starter. The zero value works.
type Options struct {
	// Stub is the form of the bodies.
	Stub Stub

	// Titles are the stages' titles by number. If it is not nil, a stage that
	// is not in it is an error.
	Titles map[int]string

	// Checkkit is the folder of the module systems.course/checkkit. If it is
	// empty, the replacement in the solution's go.mod names it.
	Checkkit string
}

// Generate returns the starter of the solution in dir: the content of its files
// by their slash-separated paths. The same solution gives the same bytes.
//
// The error joins everything that is wrong with the solution, sorted by
// position; each line reads "file.go:12: what is wrong and what to do".
func Generate(dir string, o Options) (map[string][]byte, error) {
	m, err := load(dir)
	if err != nil {
		return nil, err
	}
	if err := m.resolve(); err != nil {
		return nil, err
	}
	m.checkStages(o.Titles)
	m.close()
	drafts := m.draftStarter(o)
	m.verify(drafts)
	out := map[string][]byte{}
	m.emit(out, drafts)
	for _, p := range m.packages {
		if p.class == givenClass {
			m.emitOthers(out, p)
		}
	}
	if err := m.trimRequires(out); err != nil {
		m.problems.at("go.mod", 1, "%v", err)
	}
	return m.finish(out, o)
}

// Ladder returns the solution as it is for a student who has done the stages up
// to n: the bodies of functions with a later stage are stubs and everything else
// is whole, unexported code and absent packages included. The layout is that of
// a starter. Errors are those of [Generate] that concern stages.
func Ladder(dir string, n int, o Options) (map[string][]byte, error) {
	m, err := load(dir)
	if err != nil {
		return nil, err
	}
	if err := m.resolve(); err != nil {
		return nil, err
	}
	m.checkStages(o.Titles)
	out := map[string][]byte{}
	m.emit(out, m.draftLadder(n, o))
	for _, p := range m.packages {
		m.emitOthers(out, p)
	}
	return m.finish(out, o)
}

// Whole returns the solution itself in the layout of a starter: its files that
// are not tests, byte for byte, and the stages' checks. It needs no go command.
func Whole(dir string, o Options) (map[string][]byte, error) {
	m, err := load(dir)
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	m.emitWhole(out, func(f *file) []byte { return f.src })
	return m.finish(out, o)
}

// emitWhole adds all sources of the module, with the text that the function gives.
func (m *module) emitWhole(out map[string][]byte, text func(*file) []byte) {
	for _, p := range m.packages {
		for _, f := range p.files {
			for _, u := range f.units {
				u.keep = whole
			}
			m.emitFile(out, f, text(f))
		}
		m.emitOthers(out, p)
	}
}

// emit adds the drafts, formatted.
func (m *module) emit(out map[string][]byte, drafts []*draft) {
	for _, d := range drafts {
		text, err := format.Source(d.text)
		if err != nil {
			m.problem(d.file.ast.Name, "the edited file cannot be formatted: %v", err)
			continue
		}
		m.emitFile(out, d.file, text)
	}
}

// emitFile adds a file, and the files that what is kept of it embeds.
func (m *module) emitFile(out map[string][]byte, f *file, text []byte) {
	out[f.path] = text
	for _, e := range f.embeds() {
		if e.stays() {
			m.emitEmbedded(out, e)
		}
	}
}

// otherSources are the names' endings of what the go command builds beside Go.
var otherSources = []string{".c", ".h", ".s", ".S", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".syso"}

// emitOthers adds the files of p that are not Go but are built, and those in Go
// that no configuration builds.
func (m *module) emitOthers(out map[string][]byte, p *pkg) {
	for _, f := range p.dead {
		out[f.path] = f.src
	}
	dir := filepath.Join(m.dir, filepath.FromSlash(p.rel))
	entries, err := os.ReadDir(dir)
	if err != nil {
		m.problems.at(p.rel, 1, "%v", err)
		return
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !slices.Contains(otherSources, filepath.Ext(e.Name())) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			m.problems.at(path.Join(p.rel, e.Name()), 1, "%v", err)
			continue
		}
		out[path.Join(p.rel, e.Name())] = data
	}
}

// finish adds the checks and the module's files, or returns the problems found.
func (m *module) finish(out map[string][]byte, o Options) (map[string][]byte, error) {
	for _, f := range m.checks {
		m.emitFile(out, f, f.src)
	}
	if err := m.emitModule(out, o); err != nil {
		m.problems.at("go.mod", 1, "%v", err)
	}
	if err := m.problems.err(); err != nil {
		return nil, err
	}
	return out, nil
}
