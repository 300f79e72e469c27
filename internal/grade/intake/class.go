package intake

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"systems.course/internal/catalog"
)

// A Class is the attempts at one exercise.
type Class struct {
	Exercise    *catalog.Exercise
	Submissions []*Submission // by name
}

// A Submission is one attempt as it was handed in.
type Submission struct {
	Name   string // of the folder or archive, made safe to show; unique in the class
	Source string // its path, as it was given

	place    place
	exercise *catalog.Exercise
	guide    *guide
}

// A place is where an attempt lies.
type place struct {
	disk   string // folder or archive
	inside string // folder or archive in that archive; empty: all of it
	given  bool   // named by the user, so that a link is followed
}

// Find returns the attempts that the paths lead to. The exercise is the one
// named, or, with an empty name, the one that the attempts say they are of. That
// a path does not exist, that there is no such exercise, or that the attempts are
// not of one, is an error; what is wrong with a single attempt is said by its
// Open. The folder out of a run, which may lie among the attempts, is none.
func Find(c *catalog.Course, paths []string, exercise, out string) (*Class, error) {
	g, err := newGuide(c)
	if err != nil {
		return nil, err
	}
	g.out = out
	places, err := g.places(paths)
	if err != nil {
		return nil, err
	}
	class := &Class{}
	for _, p := range places {
		class.Submissions = append(class.Submissions, &Submission{Source: p.String(), place: p, guide: g})
	}
	giveNames(class.Submissions)
	if class.Exercise, err = g.exercise(c, class.Submissions, exercise); err != nil {
		return nil, err
	}
	for _, s := range class.Submissions {
		s.exercise = class.Exercise
	}
	return class, nil
}

func (p place) String() string {
	if p.inside == "" {
		return p.disk
	}
	return p.disk + "/" + p.inside
}

// exercise returns the one that is named, or that all attempts agree on.
func (g *guide) exercise(c *catalog.Course, all []*Submission, name string) (*catalog.Exercise, error) {
	if name == "" {
		said := map[string][]string{} // attempts by exercise
		for _, s := range all {
			for _, exercise := range g.says(s.place) {
				said[exercise] = append(said[exercise], s.Name)
			}
		}
		if len(said) > 1 {
			return nil, contradiction(said)
		}
		for only := range said {
			name = only
		}
		if name == "" {
			return nil, errors.New("no attempt says of which exercise it is: say it with --exercise")
		}
	}
	x, err := c.Find(name)
	if err != nil {
		return nil, err
	}
	if !x.Ready() {
		return nil, fmt.Errorf("the checks of %s are still to come", x.Name)
	}
	return x, nil
}

// says returns the exercises that an attempt's files name. An attempt that cannot
// be read says nothing.
func (g *guide) says(p place) []string {
	t, err := p.open()
	if err != nil {
		return nil
	}
	var claims []claim
	if err = t.withinLimits(); err == nil {
		claims, err = g.claims(t)
	}
	if errors.Join(err, t.close()) != nil {
		return nil
	}
	var names []string
	for _, c := range claims {
		if !slices.Contains(names, c.exercise) {
			names = append(names, c.exercise)
		}
	}
	return names
}

func contradiction(said map[string][]string) error {
	var lines []string
	for exercise, names := range said {
		lines = append(lines, fmt.Sprintf("%s: %s", exercise, some(names, 8)))
	}
	slices.Sort(lines)
	return fmt.Errorf("the attempts are not of one exercise (%s): say which with --exercise", strings.Join(lines, "; "))
}

func some(names []string, most int) string {
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

// places returns where the attempts are.
func (g *guide) places(paths []string) ([]place, error) {
	var all []place
	type votes struct{ attempts, folders int }
	beside := map[string]*votes{} // by the folder that given paths lie in
	kinds := make([]kind, len(paths))
	for i, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() && archiveEnding(p) == "" {
			return nil, fmt.Errorf("%s is neither a folder nor an archive (.zip, .tar, .tar.gz)", p)
		}
		kinds[i] = g.look(p, info.IsDir())
		v := beside[parent(p)]
		if v == nil {
			v = &votes{}
			beside[parent(p)] = v
		}
		if kinds[i].attempt {
			v.attempts++
		} else if len(kinds[i].children) > 0 {
			v.folders++
		}
	}
	for i, p := range paths {
		if v := beside[parent(p)]; kinds[i].attempt || v.attempts >= 3*v.folders || len(kinds[i].children) == 0 {
			all = append(all, place{disk: filepath.Clean(p), given: true})
			continue
		}
		all = append(all, kinds[i].children...)
	}
	slices.SortFunc(all, func(a, b place) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(all), nil
}

func parent(p string) string {
	abs, err := filepath.Abs(p)
	if err != nil {
		return filepath.Dir(p)
	}
	return filepath.Dir(abs)
}

// A kind says what a given path is.
type kind struct {
	attempt  bool    // for certain
	children []place // what is an attempt each, if it is a folder of attempts
}

func (g *guide) look(p string, folder bool) kind {
	if folder {
		return g.lookInFolder(p)
	}
	t, err := openArchive(p)
	if err != nil {
		return kind{attempt: true} // its Open says why
	}
	k := g.lookInArchive(p, t)
	if err := t.close(); err != nil {
		return kind{attempt: true}
	}
	return k
}

func (g *guide) lookInFolder(dir string) kind {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return kind{attempt: true}
	}
	var k kind
	for _, e := range entries {
		name := e.Name()
		switch {
		case isCode(name) && !e.IsDir():
			return kind{attempt: true}
		case name == ".course":
			if _, err := os.Lstat(filepath.Join(dir, name, "progress.json")); err == nil {
				return kind{attempt: true}
			}
		case junk(name) || e.IsDir() && g.isOut(filepath.Join(dir, name)):
		case e.IsDir(), e.Type()&os.ModeSymlink != 0, archiveEnding(name) != "":
			k.children = append(k.children, place{disk: filepath.Join(dir, name)})
		}
	}
	return g.unwrap(k)
}

// isOut reports whether a folder is that of a run's reports: the one that is
// named, or one with the name that it has otherwise and a journal.
func (g *guide) isOut(dir string) bool {
	if g.out != "" && same(dir, g.out) {
		return true
	}
	exercise, ok := strings.CutPrefix(filepath.Base(dir), "grade-")
	_, err := os.Lstat(filepath.Join(dir, "journal.jsonl"))
	return ok && g.known[exercise] && err == nil
}

// unwrap tells a folder around one attempt from a class of one.
func (g *guide) unwrap(k kind) kind {
	if len(k.children) == 1 {
		name := filepath.Base(k.children[0].String())
		k.attempt = g.names[strings.ToLower(strings.TrimSuffix(name, archiveEnding(name)))]
	}
	return k
}

// lookInArchive goes into a folder that wraps everything, and counts what has
// code in it.
func (g *guide) lookInArchive(file string, t *tree) kind {
	at := ""
	for range maxDepth {
		tops, code := map[string]bool{}, map[string]bool{}
		for _, f := range t.files {
			top, rest, deep := strings.Cut(f.name, "/")
			if !deep && isCode(top) || top == ".course" {
				return kind{attempt: true}
			}
			if isArchive := archiveEnding(f.name) != ""; deep || isArchive {
				tops[top] = true
				code[top] = code[top] || isArchive || isCode(rest[strings.LastIndex(rest, "/")+1:])
			}
		}
		withCode := 0
		var k kind
		for top := range tops {
			k.children = append(k.children, place{disk: file, inside: at + top})
			if code[top] {
				withCode++
			}
		}
		if len(tops) != 1 || archiveEnding(k.children[0].inside) != "" {
			k.attempt = withCode < 2
			return k
		}
		for top := range tops {
			at += top + "/"
			t.sub(top)
		}
	}
	return kind{attempt: true}
}
