package similar

import (
	"cmp"
	"context"
	"math"
	"math/bits"
	"slices"
)

// grams are the lengths that decide what is found.
type grams struct {
	k      int // tokens of a k-gram, the noise threshold
	window int // k-grams of a window, at least 1
	base   int // tokens of a passage that must occur in the base to be given
}

// defaultGrams guarantee that a common passage of 16+9-1 = 24 tokens is found.
var defaultGrams = grams{k: 16, window: 9, base: 16}

// A print is a fingerprint: a hash of a k-gram, and where the k-gram begins.
type print struct {
	hash uint64
	pos  int32
}

// nothing is the hash that a k-gram gets which must not be selected.
const nothing = math.MaxUint64

// known returns the hashes of all passages of the base of g.base tokens. It
// keeps them all, not a selection: that of a program that contains the base
// would depend on what stands around it.
func (g grams) known(ctx context.Context, base []Program) (map[uint64]bool, error) {
	known := map[uint64]bool{}
	for _, p := range base {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s, _ := scan(p)
		hashAll(s.kinds, g.base, func(_ int, hash uint64) { known[hash] = true })
	}
	return known, nil
}

// markGiven marks the tokens of the passages that are known.
func (g grams) markGiven(s *source, known map[uint64]bool) {
	marked := 0 // tokens before it are dealt with
	hashAll(s.kinds, g.base, func(pos int, hash uint64) {
		if !known[hash] {
			return
		}
		for i := max(pos, marked); i < pos+g.base; i++ {
			s.given[i] = true
		}
		marked = pos + g.base
	})
}

// winnow selects fingerprints (section 4, robust winnowing): of each window of
// consecutive k-grams one with the least hash, the one already selected if it is
// among them, or else the rightmost. A k-gram that has a given token or the end
// of a file in it is never selected. Its time is at most proportional to the
// number of tokens times the window.
func (g grams) winnow(s *source) []print {
	hashes := make([]uint64, 0, max(0, len(s.kinds)-g.k+1))
	own := 0 // consecutive tokens up to the end of the k-gram that may be selected
	for _, given := range s.given[:min(g.k-1, len(s.given))] {
		own = run(own, given)
	}
	hashAll(s.kinds, g.k, func(pos int, hash uint64) {
		own = run(own, s.given[pos+g.k-1])
		if own < g.k || slices.Contains(s.kinds[pos:pos+g.k], fileEnd) {
			hash = nothing
		}
		hashes = append(hashes, hash)
	})

	var prints []print
	selected := -1
	for end := min(g.window, len(hashes)); end <= len(hashes) && end > 0; end++ {
		start := max(0, end-g.window)
		least := selected
		if least < start {
			least = rightmostLeast(hashes, start, end)
		} else if hashes[end-1] < hashes[least] {
			least = end - 1
		}
		if least != selected && hashes[least] != nothing {
			prints = append(prints, print{hashes[least], int32(least)})
		}
		selected = least
	}
	return prints
}

func run(length int, given bool) int {
	if given {
		return 0
	}
	return length + 1
}

func rightmostLeast(hashes []uint64, start, end int) int {
	least := start
	for i := start + 1; i < end; i++ {
		if hashes[i] <= hashes[least] {
			least = i
		}
	}
	return least
}

// maxRepeats is how many places of one fingerprint in one program are kept, the
// first ones. It bounds what a table or a hostile file of equal lines costs.
const maxRepeats = 8

// setPrints sorts the fingerprints, and keeps no more of one hash than
// maxRepeats.
func (s *source) setPrints(prints []print) {
	slices.SortFunc(prints, func(x, y print) int {
		return cmp.Or(cmp.Compare(x.hash, y.hash), cmp.Compare(x.pos, y.pos))
	})
	s.prints, s.distinct = prints[:0], 0
	repeats := 0
	for i, p := range prints {
		repeats++
		if i == 0 || prints[i-1].hash != p.hash {
			repeats = 1
			s.distinct++
		}
		if repeats <= maxRepeats {
			s.prints = append(s.prints, p)
		}
	}
}

// The rolling hash is that of Karp and Rabin (section 2): a polynomial in radix
// modulo the prime 2^61-1, with a token's kind plus 1 as the digits.
const (
	prime = 1<<61 - 1
	radix = 0x9e3779b97f4a7c5 // no special number, below the prime
)

// hashAll calls f with the position and the hash of each n tokens that follow
// one another. A hash is below nothing.
func hashAll(kinds []byte, n int, f func(pos int, hash uint64)) {
	high := uint64(1) // radix^(n-1)
	for range n - 1 {
		high = mulmod(high, radix)
	}
	hash := uint64(0)
	for i, kind := range kinds {
		if i >= n {
			gone := mulmod(high, uint64(kinds[i-n])+1)
			hash = addmod(hash, prime-gone)
		}
		hash = addmod(mulmod(hash, radix), uint64(kind)+1)
		if i >= n-1 {
			f(i-n+1, mix(hash))
		}
	}
}

// addmod adds two numbers that are at most prime; the sum is below it.
func addmod(x, y uint64) uint64 {
	sum := x + y
	if sum >= prime {
		sum -= prime
	}
	return sum
}

// mulmod multiplies two numbers below prime.
func mulmod(x, y uint64) uint64 {
	high, low := bits.Mul64(x, y)
	return addmod(high<<3|low>>61, low&prime)
}

// mix spreads a hash over 61 bits, one to one, so that which of two is the
// lesser says nothing about their last tokens.
func mix(hash uint64) uint64 {
	for range 2 {
		hash ^= hash >> 31
		hash = hash * radix & prime
	}
	return hash ^ hash>>31
}
