package benchkit

import (
	"fmt"
	"math"
	"slices"
)

// A Spread is a median with its quartiles.
type Spread struct {
	Lower, Median, Upper float64
}

// Of needs at least one value.
func Of(values []float64) Spread {
	sorted := slices.Sorted(slices.Values(values))
	at := func(part float64) float64 { return sorted[int(math.Round(part*float64(len(sorted)-1)))] }
	return Spread{at(0.25), at(0.5), at(0.75)}
}

// OfRatios is the spread of theirs over ours, pair by pair. Both have the same length.
func OfRatios(theirs, ours []float64) Spread {
	ratios := make([]float64, len(ours))
	for i := range ours {
		ratios[i] = theirs[i] / ours[i]
	}
	return Of(ratios)
}

// Noisy is said of quartiles that are more than a quarter of the median apart.
func (s Spread) Noisy() bool { return s.Upper-s.Lower > s.Median/4 }

func (s Spread) String() string {
	text := fmt.Sprintf("%.2f (%.2f to %.2f)", s.Median, s.Lower, s.Upper)
	if s.Noisy() {
		text += " *noisy*"
	}
	return text
}

// Verdict is for the last column of a table of what is owed: what is noisy is
// neither met nor not met.
func (s Spread) Verdict(met bool) string {
	switch {
	case s.Noisy():
		return "noisy"
	case met:
		return "met"
	}
	return "not met"
}
