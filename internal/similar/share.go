package similar

import (
	"cmp"
	"context"
	"slices"
)

// A table has the number of fingerprints that each two programs share, and that
// each of them has.
type table struct {
	common []int32 // of a and b, a < b, at b*(b-1)/2 + a
	own    []int32
}

// share returns the part of the smaller program's fingerprints that the other,
// b > a, has too.
func (t *table) share(a, b int) float64 {
	smaller := min(t.own[a], t.own[b])
	if smaller == 0 {
		return 0
	}
	return float64(t.common[b*(b-1)/2+a]) / float64(smaller)
}

// A posting says that a program has a fingerprint.
type posting struct {
	hash    uint64
	program int32
}

// An index has the postings, sorted.
type index []posting

// compareAll returns the table of the sources, without idiom, which it also
// takes out of their fingerprints.
func compareAll(ctx context.Context, sources []*source) (*table, error) {
	x := newIndex(sources)
	t, err := x.count(ctx, len(sources))
	if err != nil {
		return nil, err
	}
	idiom := x.idiom(families(t))
	if len(idiom) == 0 {
		return t, nil
	}
	for _, s := range sources {
		s.setPrints(slices.DeleteFunc(s.prints, func(p print) bool { return idiom[p.hash] }))
	}
	return newIndex(sources).count(ctx, len(sources))
}

func newIndex(sources []*source) index {
	total := 0
	for _, s := range sources {
		total += s.distinct
	}
	x := make(index, 0, total)
	for i, s := range sources {
		for j, p := range s.prints {
			if j == 0 || s.prints[j-1].hash != p.hash {
				x = append(x, posting{p.hash, int32(i)})
			}
		}
	}
	slices.SortFunc(x, func(p, q posting) int {
		return cmp.Or(cmp.Compare(p.hash, q.hash), cmp.Compare(p.program, q.program))
	})
	return x
}

// groups yields the postings of each hash.
func (x index) groups(yield func(group []posting) bool) {
	for start := 0; start < len(x); {
		end := start + 1
		for end < len(x) && x[end].hash == x[start].hash {
			end++
		}
		if !yield(x[start:end]) {
			return
		}
		start = end
	}
}

// count makes the table of n programs.
func (x index) count(ctx context.Context, n int) (*table, error) {
	t := &table{common: make([]int32, n*(n-1)/2), own: make([]int32, n)}
	for group := range x.groups {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for i, q := range group {
			b := int(q.program)
			t.own[b]++
			row := t.common[b*(b-1)/2:]
			for _, p := range group[:i] {
				row[p.program]++
			}
		}
	}
	return t, nil
}

// The rule of idiom: see the package comment.
const (
	idiomFamilies = 10  // the fewest families of which a part can be large
	idiomPart     = 3   // more than one in so many is a large part
	familyShare   = 0.6 // from which on two programs are of one family
)

// families returns for each program the number of its family: programs that
// are mostly the same count once, or else a passage that half of the class took
// from one source would be the class's idiom.
func families(t *table) []int {
	parent := make([]int, len(t.own))
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for b := range parent {
		parent[b] = b
		for a := range b {
			if t.share(a, b) >= familyShare {
				parent[root(a)] = b // b is a root until the next row
			}
		}
	}
	for i := range parent {
		parent[i] = root(i)
	}
	return parent
}

// idiom returns the hashes that a large part of the families have.
func (x index) idiom(family []int) map[uint64]bool {
	n := 0
	for i, f := range family {
		if i == f {
			n++
		}
	}
	if n < idiomFamilies {
		return nil
	}
	idiom := map[uint64]bool{}
	seen := make([]int, len(family)) // the group, from 1, in which a family was last seen
	number := 0
	for group := range x.groups {
		number++
		have := 0
		for _, p := range group {
			if f := family[p.program]; seen[f] != number {
				seen[f] = number
				have++
			}
		}
		if have*idiomPart > n {
			idiom[group[0].hash] = true
		}
	}
	return idiom
}
