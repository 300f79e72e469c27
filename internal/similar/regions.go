package similar

import (
	"bytes"
	"cmp"
	"slices"
)

// A passage is a sequence of tokens that two sources have in common, or several
// with short gaps between them.
type passage struct {
	a, b       int // where it begins
	aEnd, bEnd int // behind its last token
	tokens     int // that are equal, and given in neither
}

// maxWork bounds the steps of looking for the passages of one pair. Programs
// that people write take some ten thousand; the repetition in a hostile one
// could take their square. What is then found is true, but not all.
const maxWork = 1 << 22

// regions returns the passages of two sources, the longest first. A token is in
// one region at most.
func (g grams) regions(a, b *source) []Region {
	if bytes.Compare(a.kinds, b.kinds) > 0 { // so that the order of a pair decides nothing
		regions := g.regions(b, a)
		for i, r := range regions {
			regions[i].A, regions[i].B = r.B, r.A
		}
		sortRegions(regions)
		return regions
	}
	passages := g.tile(a, b, g.maximal(a, b))
	var regions []Region
	for _, p := range g.join(a, b, passages) {
		regions = append(regions, Region{A: a.span(p.a, p.aEnd), B: b.span(p.b, p.bEnd), Tokens: p.tokens})
	}
	sortRegions(regions)
	return regions
}

func sortRegions(regions []Region) {
	slices.SortFunc(regions, func(r, s Region) int {
		return cmp.Or(cmp.Compare(s.Tokens, r.Tokens), compareSpans(r.A, s.A), compareSpans(r.B, s.B))
	})
}

func compareSpans(r, s Span) int {
	return cmp.Or(cmp.Compare(r.File, s.File), cmp.Compare(r.First, s.First), cmp.Compare(r.Last, s.Last))
}

func (s *source) span(start, end int) Span {
	return Span{File: s.files[s.fileOf(start)].name, First: int(s.lines[start]), Last: int(s.lines[end-1])}
}

// seeds returns the places of the fingerprints that both have, by their place
// in a. There are no more than maxRepeats times those of a. A seed is one
// number, the place in a above that in b, since most of the time of Compare for
// a class of copies goes into sorting them.
func seeds(a, b *source) []uint64 {
	var found []uint64
	from := 0
	for _, p := range a.prints {
		for from < len(b.prints) && b.prints[from].hash < p.hash {
			from++
		}
		for _, q := range b.prints[from:] {
			if q.hash != p.hash {
				break
			}
			found = append(found, uint64(p.pos)<<32|uint64(q.pos))
		}
	}
	slices.Sort(found)
	return found
}

// maximal returns the passages around the fingerprints that both have, as far
// as the tokens are equal: hashes only say where to look. They may overlap.
func (g grams) maximal(a, b *source) []passage {
	var passages []passage
	done := map[int]int{} // by b-a: tokens of a before it belong to a passage
	work := maxWork
	for _, seed := range seeds(a, b) {
		p := passage{a: int(seed >> 32), b: int(uint32(seed))}
		if done[p.b-p.a] >= p.a+g.k {
			continue
		}
		p.aEnd, p.bEnd = p.a, p.b
		for p.a > 0 && p.b > 0 && equal(a, b, p.a-1, p.b-1) {
			p.a--
			p.b--
		}
		for p.aEnd < len(a.kinds) && p.bEnd < len(b.kinds) && equal(a, b, p.aEnd, p.bEnd) {
			p.aEnd++
			p.bEnd++
		}
		if work -= p.aEnd - p.a; work < 0 {
			break
		}
		done[p.b-p.a] = p.aEnd
		passages = append(passages, p)
	}
	return passages
}

func equal(a, b *source, i, j int) bool {
	return a.kinds[i] == b.kinds[j] && a.kinds[i] != fileEnd
}

// tile takes the longest passages first, and of each what no earlier one has
// covered in a or b, if it has k tokens that are given in neither.
func (g grams) tile(a, b *source, passages []passage) []passage {
	slices.SortFunc(passages, func(p, q passage) int {
		return cmp.Or(cmp.Compare(q.aEnd-q.a, p.aEnd-p.a), cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b))
	})
	coveredA := make([]bool, len(a.kinds))
	coveredB := make([]bool, len(b.kinds))
	var tiles []passage
	for _, p := range passages {
		end := p.aEnd
		for p.a < end {
			n := 0
			for p.a+n < end && !coveredA[p.a+n] && !coveredB[p.b+n] {
				n++
			}
			p.aEnd, p.bEnd = p.a+n, p.b+n
			if tile := trim(a, b, p); tile.tokens >= g.k {
				tiles = append(tiles, tile)
				setAll(coveredA[p.a:p.aEnd])
				setAll(coveredB[p.b:p.bEnd])
			}
			p.a, p.b = p.aEnd+1, p.bEnd+1
		}
	}
	return tiles
}

func setAll(flags []bool) {
	for i := range flags {
		flags[i] = true
	}
}

// trim counts the tokens of a passage that are given in neither source, and
// takes the others off its ends.
func trim(a, b *source, p passage) passage {
	first, last := -1, -1
	for i := range p.aEnd - p.a {
		if !a.given[p.a+i] && !b.given[p.b+i] {
			if first < 0 {
				first = i
			}
			last = i
			p.tokens++
		}
	}
	if first < 0 {
		return passage{}
	}
	p.aEnd, p.bEnd = p.a+last+1, p.b+last+1
	p.a, p.b = p.a+first, p.b+first
	return p
}

// join makes one of passages that follow each other in a and in b, with a gap
// of no more than k tokens in either: a statement put in, or an expression
// written differently.
func (g grams) join(a, b *source, passages []passage) []passage {
	slices.SortFunc(passages, func(p, q passage) int { return cmp.Compare(p.a, q.a) })
	var joined []passage
	for _, p := range passages {
		if len(joined) > 0 {
			last := &joined[len(joined)-1]
			gapA, gapB := p.a-last.aEnd, p.b-last.bEnd
			if gapB >= 0 && gapA <= g.k && gapB <= g.k && a.fileOf(last.a) == a.fileOf(p.a) && b.fileOf(last.b) == b.fileOf(p.b) {
				last.aEnd, last.bEnd = p.aEnd, p.bEnd
				last.tokens += p.tokens
				continue
			}
		}
		joined = append(joined, p)
	}
	return joined
}
