package similar

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// A Match is what two programs have in common.
type Match struct {
	Share   float64  `json:"share"` // of the smaller program's fingerprints that the other has too, 0 to 1
	Regions []Region `json:"regions"`
}

// A Region is one passage that occurs in both, the longest first.
type Region struct {
	A      Span `json:"a"`
	B      Span `json:"b"`
	Tokens int  `json:"tokens"`
}

// A Span is some lines of a file.
type Span struct {
	File  string `json:"file"`
	First int    `json:"first"` // line, from 1
	Last  int    `json:"last"`
}

// A Program is the text of one program's files by name. Only names that end in
// .go count; the text need not compile.
type Program struct {
	Files map[string][]byte
}

// Options of a comparison. The zero value of each field stands for the default.
type Options struct {
	MinShare   float64 // the least share of a pair; DefaultShare
	MinTokens  int     // the fewest tokens that a pair's regions have together; DefaultTokens
	MaxRegions int     // the most regions of a pair, the longest; DefaultRegions
}

// The defaults of Options. The package comment says what they were measured on.
const (
	DefaultShare   = 0.25
	DefaultTokens  = 150
	DefaultRegions = 50
)

// The limits of what is looked at. What lies beyond one is in Result.Skipped.
const (
	MaxPrograms = 2000    // of one comparison; more are an error
	MaxFile     = 8 << 20 // bytes of a file
	MaxTokens   = 1 << 18 // tokens of a program, some 30,000 lines
)

// A Pair is two programs that have enough in common to be looked at.
type Pair struct {
	A, B int // indices of the programs, A < B
	Match
}

// A Skipped is a file that was not compared, or not to its end.
type Skipped struct {
	Program int    `json:"program"` // index
	File    string `json:"file"`
	Why     string `json:"why"` // "generated", or which limit it exceeds
}

// A Result is what a comparison found.
type Result struct {
	Pairs   []Pair    // by falling share, then by A and B
	Skipped []Skipped // by program and file
}

// Compare compares every program with every other and returns the pairs at or
// above both thresholds. What occurs in base is left out: give it the starter
// and the checks. The result is the same for the same arguments, and the order
// of two programs makes no difference to what is found in them.
//
// Compare keeps no state and nothing of its arguments. It fails for more than
// MaxPrograms programs and when ctx ends. The package comment gives its time and
// memory.
func Compare(ctx context.Context, programs, base []Program, o Options) (*Result, error) {
	return defaultGrams.compare(ctx, programs, base, o.complete())
}

func (o Options) complete() Options {
	if o.MinShare == 0 {
		o.MinShare = DefaultShare
	}
	if o.MinTokens == 0 {
		o.MinTokens = DefaultTokens
	}
	if o.MaxRegions == 0 {
		o.MaxRegions = DefaultRegions
	}
	return o
}

func (g grams) compare(ctx context.Context, programs, base []Program, o Options) (*Result, error) {
	if len(programs) > MaxPrograms {
		return nil, fmt.Errorf("%d programs are too many to compare, the limit is %d", len(programs), MaxPrograms)
	}
	known, err := g.known(ctx, base)
	if err != nil {
		return nil, err
	}
	r := &Result{}
	sources := make([]*source, len(programs))
	for i, p := range programs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var skipped []Skipped
		sources[i], skipped = g.read(p, known)
		for _, s := range skipped {
			s.Program = i
			r.Skipped = append(r.Skipped, s)
		}
	}
	shares, err := compareAll(ctx, sources)
	if err != nil {
		return nil, err
	}
	r.Pairs, err = g.pairs(ctx, sources, shares, o)
	return r, err
}

// read scans a program, and takes its fingerprints.
func (g grams) read(p Program, known map[uint64]bool) (*source, []Skipped) {
	s, skipped := scan(p)
	g.markGiven(s, known)
	s.setPrints(g.winnow(s))
	return s, skipped
}

// pairs looks for the regions of the pairs whose share is large enough.
func (g grams) pairs(ctx context.Context, sources []*source, shares *table, o Options) ([]Pair, error) {
	var pairs []Pair
	for b := range sources {
		for a := range b {
			share := shares.share(a, b)
			if share < o.MinShare || share == 0 {
				continue
			}
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			regions := g.regions(sources[a], sources[b])
			tokens := 0
			for _, r := range regions {
				tokens += r.Tokens
			}
			if tokens >= o.MinTokens {
				regions = slices.Clip(regions[:min(len(regions), o.MaxRegions)])
				pairs = append(pairs, Pair{A: a, B: b, Match: Match{Share: share, Regions: regions}})
			}
		}
	}
	slices.SortFunc(pairs, func(x, y Pair) int {
		return cmp.Or(cmp.Compare(y.Share, x.Share), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return pairs, nil
}
