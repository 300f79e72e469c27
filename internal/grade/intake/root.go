package intake

import (
	"cmp"
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"systems.course/internal/catalog"
)

// A guide knows by what the exercises are recognised.
type guide struct {
	modules map[string]string // exercise by its module's path
	names   map[string]bool   // what a folder of an exercise may be called
	known   map[string]bool   // exercises by name
	out     string            // folder of the run's reports; may be empty
}

func newGuide(c *catalog.Course) (*guide, error) {
	g := &guide{modules: map[string]string{}, names: map[string]bool{}, known: map[string]bool{}}
	for x := range c.Exercises() {
		if !x.Ready() {
			continue
		}
		text, err := os.ReadFile(filepath.Join(c.Path(x.Solution), "go.mod"))
		if err != nil {
			return nil, err
		}
		g.modules[modfile.ModulePath(text)] = x.Name
		g.known[x.Name] = true
		g.names[strings.ToLower(x.Name)], g.names[strings.ToLower(x.ID())] = true, true
	}
	return g, nil
}

// A claim is a folder that says of which exercise it is.
type claim struct {
	folder   string // "." for the tree's root
	exercise string
}

// claims returns what the files of a tree say, by folder.
func (g *guide) claims(t *tree) ([]claim, error) {
	var found []claim
	for _, f := range t.files {
		base, folder := path.Base(f.name), path.Dir(f.name)
		exercise := ""
		switch {
		case f.size > maxFile:
		case base == "go.mod":
			text, err := t.read(f.name)
			if err != nil {
				return nil, err
			}
			exercise = g.modules[modfile.ModulePath(text)]
		case base == "progress.json" && path.Base(folder) == ".course":
			text, err := t.read(f.name)
			if err != nil {
				return nil, err
			}
			folder, exercise = path.Dir(folder), g.progress(text)
		}
		if c := (claim{folder, exercise}); exercise != "" && !slices.Contains(found, c) {
			found = append(found, c)
		}
	}
	slices.SortStableFunc(found, func(a, b claim) int { return compareFolders(a.folder, b.folder) })
	return found, nil
}

// progress returns the exercise that a workspace's progress names. A file that
// does not parse names none: what the attempt is follows from the rest.
func (g *guide) progress(text []byte) string {
	var p struct{ Exercise string }
	if json.Unmarshal(text, &p) != nil || !g.known[p.Exercise] {
		return ""
	}
	return p.Exercise
}

// root returns the folder of the tree where the attempt begins.
func (g *guide) root(t *tree, x *catalog.Exercise) (string, error) {
	claims, err := g.claims(t)
	if err != nil {
		return "", err
	}
	var ours, others []string
	for _, c := range claims {
		if c.exercise == x.Name {
			ours = append(ours, c.folder)
		} else if !slices.Contains(others, c.exercise) {
			others = append(others, c.exercise)
		}
	}
	switch {
	case len(ours) > 0:
		return outermost(ours)
	case len(others) > 0:
		return "", unfit("it is an attempt at %s, not at %s", strings.Join(others, " and "), x.Name)
	}
	name := strings.TrimSuffix(x.Package, "_test")
	found, err := packages(t, name)
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", unfit("it has neither a go.mod of %s nor a Go file of package %s", x.Name, name)
	}
	return outermost(found)
}

// outermost returns the folder that all the others lie in.
func outermost(folders []string) (string, error) {
	slices.SortFunc(folders, compareFolders)
	first := folders[0]
	for _, f := range folders[1:] {
		if f != first && first != "." && !strings.HasPrefix(f, first+"/") {
			return "", unfit("it has two attempts, in %q and in %q: which one counts?", shown(first), shown(f))
		}
	}
	return first, nil
}

// compareFolders puts the shallow before the deep.
func compareFolders(a, b string) int {
	return cmp.Or(cmp.Compare(depth(a), depth(b)), strings.Compare(a, b))
}

func depth(folder string) int {
	if folder == "." {
		return 0
	}
	return 1 + strings.Count(folder, "/")
}

// packages returns the shallowest folders with files of a package.
func packages(t *tree, name string) ([]string, error) {
	var sources []entry
	for _, f := range t.files {
		if strings.HasSuffix(f.name, ".go") && !strings.HasSuffix(f.name, "_test.go") && f.size <= maxFile && !aside(f.name) {
			sources = append(sources, f)
		}
	}
	slices.SortStableFunc(sources, func(a, b entry) int { return compareFolders(path.Dir(a.name), path.Dir(b.name)) })
	var found []string
	for _, f := range sources {
		folder := path.Dir(f.name)
		if len(found) > 0 && depth(folder) > depth(found[0]) {
			break
		}
		if slices.Contains(found, folder) {
			continue
		}
		text, err := t.read(f.name)
		if err != nil {
			return nil, err
		}
		tree, err := parser.ParseFile(token.NewFileSet(), "", text, parser.PackageClauseOnly)
		if err == nil && tree.Name.Name == name {
			found = append(found, folder)
		}
	}
	return found, nil
}

// aside reports whether a file lies where no attempt begins.
func aside(name string) bool {
	return slices.ContainsFunc(strings.Split(path.Dir(name), "/"), func(part string) bool {
		return part == "testdata" || part == "vendor" || part == "mutants" || part == "checkkit" || part == ".course"
	})
}
