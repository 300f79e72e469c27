package confctl

import "strings"

// Nearest returns the name of the key that was probably meant by one that the
// schema doesn't have, or "" if none is near: one that differs by few letters,
// or that has the same last part and no other key has. Deprecated keys are not
// suggested.
//
//course:stage 3
func (s *Schema) Nearest(name string) string {
	var names []string
	for _, k := range s.Keys {
		if k.Deprecated == "" {
			names = append(names, k.Name)
		}
	}
	if near := nearest(name, names); near != "" {
		return near
	}
	return sameEnd(name, names)
}

// nearest returns the one of the names with the smallest distance, the first of
// them if there are several, "" if it is more than a third of the length.
func nearest(name string, names []string) string {
	best, least := "", max(len(name)/3, 1)+1
	if len(name) > maxNearest {
		return ""
	}
	for _, other := range names {
		if len(other) > len(name)+least || len(name) > len(other)+least {
			continue
		}
		if d := distance(strings.ToLower(name), strings.ToLower(other)); d < least {
			best, least = other, d
		}
	}
	return best
}

// maxNearest is the length of a name, in bytes, above which no other is looked
// for: the time grows with the product of two lengths.
const maxNearest = 200

func sameEnd(name string, names []string) string {
	last := name[strings.LastIndexByte(name, '.')+1:]
	found := ""
	for _, other := range names {
		if other[strings.LastIndexByte(other, '.')+1:] != last {
			continue
		}
		if found != "" {
			return ""
		}
		found = other
	}
	return found
}

// distance is the number of letters to insert, delete, replace or exchange with
// their neighbour to make b of a: the optimal string alignment.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
