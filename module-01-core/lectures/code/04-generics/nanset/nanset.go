// Nanset keeps the distinct readings of a sensor. It fails when one of them is
// not a number.
package main

import (
	"fmt"
	"math"
	"os"
)

// set holds each value once, as long as == can tell.
type set[T comparable] struct{ members map[T]struct{} }

func (s *set[T]) add(v T) {
	if s.members == nil {
		s.members = map[T]struct{}{}
	}
	s.members[v] = struct{}{}
}

func (s *set[T]) has(v T) bool {
	_, ok := s.members[v]
	return ok
}

func main() {
	var readings set[float64]
	for range 1_000 {
		readings.add(21.5)
		readings.add(math.NaN())
	}
	fmt.Println("distinct readings:", len(readings.members), " NaN is one:", readings.has(math.NaN()))
	if len(readings.members) > 2 {
		os.Exit(1)
	}
}
