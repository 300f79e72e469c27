// Inference shows which type arguments the compiler finds by itself.
package main

import (
	"cmp"
	"fmt"
	"slices"
)

type route []string

// plain loses the name of the slice's type.
func plain[E any](s []E) []E { return append([]E(nil), s...) }

// named keeps it: S is inferred from the argument, and E from S's constraint.
func named[S ~[]E, E any](s S) S { return append(S(nil), s...) }

// pair wants one type for both.
func pair[T any](a, b T) string { return fmt.Sprintf("%T", a) }

// converted has a type parameter that only its result mentions.
func converted[To, From ~int | ~float64](v From) To { return To(v) }

// order returns a generic function as one for strings.
func order() func(a, b string) int { return cmp.Compare }

func main() {
	r := route{"Oslo", "Bergen"}
	fmt.Printf("%T %T\n", plain(r), named(r))

	fmt.Println(pair(1, 2.5), pair(1, 'a'), pair(byte(1), 2))

	fmt.Println(converted[float64](3) / 2)

	slices.SortFunc(r, cmp.Compare)
	fmt.Println(r, order()("a", "b"))
}
