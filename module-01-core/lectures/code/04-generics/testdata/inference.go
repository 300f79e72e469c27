// Inference leaves the compiler without the type arguments that it needs.
package main

import "fmt"

func pair[T any](a, b T) string { return fmt.Sprint(a, b) }

func converted[To, From ~int | ~float64](v From) To { return To(v) }

func zero[T any]() T { return *new(T) }

func describe[T fmt.Stringer](all []T) int { return len(all) }

type order struct{ id int }

func (o *order) String() string { return fmt.Sprint(o.id) }

func main() {
	var ratio float64 = converted(3)
	var count int = zero()
	n := 1
	fmt.Println(pair(n, 2.5), pair(1, "a"), ratio, count)
	fmt.Println(describe([]order{{1}}))
}
