// Selfref names a constraint that speaks of the type that it constrains, and an
// alias with a type parameter.
package main

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"time"
)

// ordered is the types that can compare themselves with their own kind.
type ordered[T ordered[T]] interface{ Compare(T) int }

// largest returns the zero value if it gets nothing.
func largest[T ordered[T]](all ...T) (result T) {
	for i, v := range all {
		if i == 0 || v.Compare(result) > 0 {
			result = v
		}
	}
	return result
}

// set is another name for a map, not a type of its own.
type set[K comparable] = map[K]struct{}

func main() {
	fmt.Println(largest(netip.MustParseAddr("10.0.0.2"), netip.MustParseAddr("10.0.0.1")))
	fmt.Println(largest(time.UnixMilli(0).UTC(), time.UnixMilli(1).UTC()))

	seen := set[string]{"b": {}, "a": {}}
	fmt.Printf("%T %v\n", seen, slices.Sorted(maps.Keys(seen)))
}
