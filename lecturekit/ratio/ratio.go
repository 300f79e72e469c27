// Package ratio compares how long functions take, as ratios: the machine that
// shows a time is not the reader's, and a ratio travels better.
package ratio

import (
	"slices"
	"time"
)

// Of runs every function once in each of so many rounds, which must be at least
// one, and returns for each the median of its times divided by the median of the
// first. The functions take turns, so that whatever slows the machine for a
// while slows them all. A round that runs before the others is not counted.
func Of(rounds int, functions ...func()) []float64 {
	times := make([][]time.Duration, len(functions))
	for round := range rounds + 1 {
		for i, f := range functions {
			start := time.Now()
			f()
			if round > 0 {
				times[i] = append(times[i], time.Since(start))
			}
		}
	}
	ratios := make([]float64, len(functions))
	for i := range times {
		slices.Sort(times[i])
		ratios[i] = float64(times[i][rounds/2]) / float64(max(times[0][rounds/2], 1))
	}
	return ratios
}
