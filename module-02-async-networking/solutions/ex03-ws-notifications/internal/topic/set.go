package topic

import (
	"slices"
	"strings"
)

// A Set is a set of patterns. It is never changed: With and Without make new
// ones, so that many goroutines can use one. The zero value is the empty set.
type Set struct {
	patterns []string // sorted, each once
}

// With returns the set with more patterns in it.
func (s Set) With(patterns []string) Set {
	all := slices.Concat(s.patterns, patterns)
	slices.Sort(all)
	return Set{slices.Compact(all)}
}

// Without returns the set without these patterns.
func (s Set) Without(patterns []string) Set {
	var left []string
	for _, p := range s.patterns {
		if !slices.Contains(patterns, p) {
			left = append(left, p)
		}
	}
	return Set{left}
}

// Match reports whether one of the patterns matches the topic. It tries one
// after the other: a session has few, and BenchmarkMatch shows what that costs.
func (s Set) Match(topic string) bool {
	for _, p := range s.patterns {
		if Match(p, topic) {
			return true
		}
	}
	return false
}

// Has reports whether the pattern is in the set.
func (s Set) Has(pattern string) bool {
	_, ok := slices.BinarySearch(s.patterns, pattern)
	return ok
}

// Len returns the number of patterns.
func (s Set) Len() int { return len(s.patterns) }

// Patterns returns the patterns, sorted. They are not the caller's to change.
func (s Set) Patterns() []string { return s.patterns }

// Key returns a string that equal sets have in common, and no others.
func (s Set) Key() string { return strings.Join(s.patterns, " ") }
