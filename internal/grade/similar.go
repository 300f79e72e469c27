package grade

import (
	"context"
	"fmt"
	"slices"

	"systems.course/internal/similar"
)

// reference is the index that stands for the course's in a Pair.
const reference = -1

// compare looks for passages that attempts have in common, with each other and
// with the reference, beyond what the course gives to all of them. It fails only
// when ctx ends, or for more attempts than can be compared.
func compare(ctx context.Context, r *Report, m *material) error {
	var programs []similar.Program
	for _, a := range r.Attempts {
		files := map[string][]byte{}
		for _, f := range a.Files {
			files[f.Name] = []byte(f.Text)
		}
		programs = append(programs, similar.Program{Files: files})
	}
	programs = append(programs, similar.Program{Files: m.reference})
	result, err := similar.Compare(ctx, programs, []similar.Program{{Files: m.starter}}, similar.Options{})
	if err != nil {
		return err
	}
	last := len(programs) - 1
	r.Similar = []Pair{}
	for _, p := range result.Pairs {
		if p.B == last {
			p.B = reference
		}
		r.Similar = append(r.Similar, Pair{A: p.A, B: p.B, Match: p.Match})
	}
	for _, s := range result.Skipped {
		if s.Program == last {
			continue
		}
		a, note := &r.Attempts[s.Program], fmt.Sprintf("%q was not compared with the others: %s", s.File, s.Why)
		if !slices.Contains(a.Notes, note) {
			a.Notes = append(a.Notes, note)
		}
	}
	return nil
}
