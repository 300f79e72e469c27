package gradeout

import (
	"cmp"
	"slices"

	"systems.course/internal/grade"
)

// A cluster is attempts that pairs connect, however many pairs that are: of a
// class in which all copied from one source it is one, and of n attempts it has
// n-1 links.
type cluster struct {
	Members []int        // indices of the report's attempts, rising
	Links   []grade.Pair // as few as connect the members, and the longest that do
	More    int          // pairs besides the links
}

// Alike returns how many groups of attempts have passages in common, and how many
// attempts have some in common with the course's reference.
func Alike(r *grade.Report) (groups, withReference int) {
	clusters, reference := clustersOf(r)
	return len(clusters), len(reference)
}

// clustersOf returns the clusters, the largest first, and the pairs with the
// reference, the longest first. Pairs of attempts that the report doesn't have
// are passed over.
func clustersOf(r *grade.Report) (all []cluster, reference []grade.Pair) {
	var pairs []grade.Pair
	for _, p := range r.Similar {
		switch n := len(r.Attempts); {
		case p.A >= 0 && p.A < n && p.B == -1:
			reference = append(reference, p)
		case p.A >= 0 && p.A < p.B && p.B < n:
			pairs = append(pairs, p)
		}
	}
	slices.SortStableFunc(pairs, longer)
	slices.SortStableFunc(reference, longer)
	least, linked := connect(len(r.Attempts), pairs)
	at := map[int]*cluster{} // by its least member
	for i, k := range least {
		if at[k] == nil {
			at[k] = &cluster{}
		}
		at[k].Members = append(at[k].Members, i)
	}
	for i, p := range pairs {
		if c := at[least[p.A]]; linked[i] {
			c.Links = append(c.Links, p)
		} else {
			c.More++
		}
	}
	for i := range least {
		if c := at[i]; c != nil && len(c.Members) > 1 {
			all = append(all, *c)
		}
	}
	slices.SortStableFunc(all, func(a, b cluster) int { return cmp.Compare(len(b.Members), len(a.Members)) })
	return all, reference
}

// connect takes each pair, in order, that connects two of n attempts that those
// before it do not, and returns which pairs it took, and for each attempt the
// least one that it is connected with.
func connect(n int, pairs []grade.Pair) (least []int, linked []bool) {
	least, linked = make([]int, n), make([]bool, len(pairs))
	for i := range least {
		least[i] = i
	}
	for i, p := range pairs {
		a, b := least[p.A], least[p.B]
		if linked[i] = a != b; !linked[i] {
			continue
		}
		for k := range least {
			if least[k] == max(a, b) {
				least[k] = min(a, b)
			}
		}
	}
	return least, linked
}

// longer orders pairs by how much they have in common, and then by how large a
// part that is.
func longer(p, q grade.Pair) int {
	return cmp.Or(cmp.Compare(tokens(q), tokens(p)), cmp.Compare(q.Share, p.Share))
}

// tokens is the length of a pair's passages together.
func tokens(p grade.Pair) int {
	sum := 0
	for _, r := range p.Regions {
		sum += r.Tokens
	}
	return sum
}
