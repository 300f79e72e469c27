// Constraints asks of type parameters what their constraints do not grant.
package main

import (
	"errors"
	"fmt"
	"io/fs"
)

type number interface{ int64 | float64 }

type celsius float64

func double[T number](v T) T { return v + v }

func half[T number]() T { return 0.5 }

func same[T any](a, b T) bool { return a == b }

func missing[T any](v T) bool { return v == nil }

func isInt[T any](v T) bool { _, ok := v.(int); return ok }

func x[T interface{ point | place }](v T) int { return v.x }

type point struct{ x, y int }

type place struct{ x int }

var total number

func main() {
	fmt.Println(double(celsius(20)))
	fmt.Println(errors.AsType[fs.PathError](nil))
}
