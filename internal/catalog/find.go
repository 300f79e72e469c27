package catalog

import (
	"cmp"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
)

// Exercises yields all exercises in the order of the modules.
func (c *Course) Exercises() iter.Seq[*Exercise] {
	return func(yield func(*Exercise) bool) {
		for _, m := range c.Modules {
			for _, x := range m.Exercises {
				if !yield(x) {
					return
				}
			}
		}
	}
}

// Path returns the absolute path of what lies at p, with slashes, below the
// root.
func (c *Course) Path(p string) string { return c.path(p) }

// Stage returns stage n, or nil.
func (x *Exercise) Stage(n int) *Stage {
	if n < 1 || n > len(x.Stages) {
		return nil
	}
	return x.Stages[n-1]
}

// ID returns the exercise's place: "ex01-lru-cache".
func (x *Exercise) ID() string { return fmt.Sprintf("ex%02d-%s", x.Number, x.Name) }

// Ready reports whether the exercise has checks and a reference.
func (x *Exercise) Ready() bool { return x.Solution != "" }

// Titles returns the stages' titles by number.
func (x *Exercise) Titles() map[int]string {
	titles := make(map[int]string, len(x.Stages))
	for _, s := range x.Stages {
		titles[s.N] = s.Title
	}
	return titles
}

// An UnknownError is returned for a name that no exercise has.
type UnknownError struct {
	Name    string
	Nearest []string // names of exercises, the nearest first, at most three
}

func (e *UnknownError) Error() string {
	if len(e.Nearest) == 0 {
		return fmt.Sprintf("there is no exercise %q", e.Name)
	}
	return fmt.Sprintf("there is no exercise %q; is it %s?", e.Name, strings.Join(e.Nearest, " or "))
}

// Find returns the exercise of that name: lru-cache, ex01-lru-cache,
// 01/ex01-lru-cache, 1/1 or the path of its spec or solution. Its error is an
// *UnknownError.
func (c *Course) Find(name string) (*Exercise, error) {
	wanted := strings.ToLower(strings.Trim(filepath.ToSlash(name), "/"))
	var all []string
	for x := range c.Exercises() {
		if wanted != "" && slices.Contains(x.names(), wanted) {
			return x, nil
		}
		all = append(all, x.Name)
	}
	return nil, &UnknownError{name, Nearest(name, all)}
}

func (x *Exercise) names() []string {
	return []string{
		x.Name, x.ID(),
		fmt.Sprintf("%02d/%s", x.Module.Number, x.ID()),
		fmt.Sprintf("%d/%d", x.Module.Number, x.Number),
		x.Module.Folder + "/" + x.ID(),
		x.Spec, x.Solution,
	}
}

// Nearest returns at most three of the candidates that name may have been meant
// as, the nearest first: those that contain it or are contained in it, and
// those within a third of its length in edits.
func Nearest(name string, candidates []string) []string {
	name = strings.ToLower(name)
	type near struct {
		name     string
		distance int
	}
	var found []near
	for _, c := range candidates {
		d := distance(name, c)
		inside := len(name) >= 2 && (strings.Contains(c, name) || strings.Contains(name, c))
		if inside {
			d = min(d, 1)
		}
		if inside || d <= max(2, len(name)/3) {
			found = append(found, near{c, d})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.distance, b.distance) })
	names := make([]string, 0, 3)
	for _, f := range found[:min(3, len(found))] {
		names = append(names, f.name)
	}
	return names
}

// distance is Levenshtein's: the fewest bytes inserted, deleted or replaced.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
