package main

import (
	"fmt"

	"systems.course/lecturekit/ratio"
)

// kept keeps the sums from being dropped.
var kept int64

// A way adds up all areas or numbers.
type way struct {
	name string
	run  func()
}

func show(rounds int, ways ...way) {
	functions := make([]func(), len(ways))
	for i, w := range ways {
		functions[i] = w.run
	}
	for i, r := range ratio.Of(rounds, functions...) {
		fmt.Printf("%-42s %5.2f\n", ways[i].name, r)
	}
}

func main() {
	const n = 10_000
	squares, values := make([]*square, n), make([]square, n)
	shapes, tiles := make([]shape, n), make([]tile, n)
	ints, floats := make([]int64, n), make([]float64, n)
	for i := range n {
		values[i] = square{int64(i)}
		squares[i], shapes[i], tiles[i] = &values[i], &values[i], tile{int64(i)}
		ints[i], floats[i] = int64(i), float64(i)
	}
	show(301,
		way{"concrete type", func() { kept += concrete(squares) }},
		way{"interface", func() { kept += dynamic(shapes) }},
		way{"function value", func() { kept += passed(squares, (*square).area) }},
		way{"type parameter *square", func() { kept += generic(squares) }},
		way{"type parameter tile, a value", func() { kept += generic(tiles) }},
		way{"type parameter shape, an interface", func() { kept += generic(shapes) }},
		way{"T and *T with the method", func() { kept += addressed(values) }},
		way{"type parameter, inlined into the caller", func() { kept += opened(squares) }},
		way{"function value, inlined into the caller", func() { kept += known(squares) }},
		way{"the same, elsewhere in the binary", func() { kept += again(squares) }})
	fmt.Println()
	show(301,
		way{"sum of []int64", func() { kept += sumInt64(ints) }},
		way{"sum of []int64, generic", func() { kept += sum(ints) }})
	show(301,
		way{"sum of []float64", func() { kept += int64(sumFloat64(floats)) }},
		way{"sum of []float64, generic", func() { kept += int64(sum(floats)) }})
	if kept == 0 {
		fmt.Println("nothing was added up")
	}
}
