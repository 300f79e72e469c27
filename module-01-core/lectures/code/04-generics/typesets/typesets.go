// Typesets shows what a constraint lets in, and what the code behind it may do.
package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// number is every type whose underlying type is int64 or float64.
type number interface{ ~int64 | ~float64 }

// unit is every number that can print itself.
type unit interface {
	number
	fmt.Stringer
}

type celsius float64

func (c celsius) String() string { return fmt.Sprintf("%g°C", float64(c)) }

// mean may use + and / because every type of the set has them, and 2 because
// every type of the set can hold it.
func mean[T number](a, b T) T { return (a + b) / 2 }

// warmest needs the operator and the method.
func warmest[T unit](a, b T) string { return max(a, b).String() }

// same needs ==.
func same[T comparable](a, b T) bool { return a == b }

func main() {
	fmt.Println("mean:", mean(int64(3), 4), mean(3.0, 4), mean(celsius(3), 4))
	fmt.Println("warmest:", warmest(celsius(19), 21.5))
	fmt.Println("same[any] of 1 and 1:", same[any](1, 1), ` of 1 and "a":`, same[any](1, "a"))

	nan := math.NaN()
	fmt.Println("NaN and NaN: ==", same(nan, nan), " cmp.Compare", cmp.Compare(nan, nan))
	fmt.Println("NaN and 1: cmp.Less", cmp.Less(nan, 1))
	sorted := []float64{2, nan, 1}
	slices.Sort(sorted)
	_, found := slices.BinarySearch(sorted, nan)
	fmt.Println("sorted:", sorted, " NaN by BinarySearch:", found, " by Contains:", slices.Contains(sorted, nan))
}
