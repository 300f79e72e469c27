// Calls adds up areas in several ways and compares what a call costs in each.
package main

type shape interface{ area() int64 }

// square has a method that is small enough to inline.
type square struct{ side int64 }

func (s *square) area() int64 { return s.side * s.side }

// tile has a value receiver.
type tile struct{ side int64 }

func (t tile) area() int64 { return t.side * t.side }

// concrete knows the type, so the body of area is in the loop.
//
//go:noinline
func concrete(squares []*square) (sum int64) {
	for _, s := range squares {
		sum += s.area()
	}
	return sum
}

// dynamic knows the interface.
//
//go:noinline
func dynamic(shapes []shape) (sum int64) {
	for _, s := range shapes {
		sum += s.area()
	}
	return sum
}

// generic knows that S has the method.
//
//go:noinline
func generic[S shape](shapes []S) (sum int64) {
	for _, s := range shapes {
		sum += s.area()
	}
	return sum
}

// addressed knows that a pointer to T has the method.
//
//go:noinline
func addressed[T any, P interface {
	*T
	shape
}](shapes []T) (sum int64) {
	for i := range shapes {
		sum += P(&shapes[i]).area()
	}
	return sum
}

// passed gets the method as a function.
//
//go:noinline
func passed[S any](shapes []S, area func(S) int64) (sum int64) {
	for _, s := range shapes {
		sum += area(s)
	}
	return sum
}

// each is passed again, and may be inlined into its caller.
func each[S any](shapes []S, area func(S) int64) (sum int64) {
	for _, s := range shapes {
		sum += area(s)
	}
	return sum
}

// known calls each with a function that the compiler sees.
//
//go:noinline
func known(squares []*square) int64 {
	return each(squares, func(s *square) int64 { return s.area() })
}

// open is generic, and may be inlined into its caller.
func open[S shape](shapes []S) (sum int64) {
	for _, s := range shapes {
		sum += s.area()
	}
	return sum
}

// opened calls open with a type that the compiler sees.
//
//go:noinline
func opened(squares []*square) int64 { return open(squares) }

// again is known once more, at another place in the binary.
//
//go:noinline
func again(squares []*square) int64 {
	return each(squares, func(s *square) int64 { return s.area() })
}

type number interface{ ~int64 | ~float64 }

// sum needs no method, only an operator.
//
//go:noinline
func sum[T number](numbers []T) (total T) {
	for _, n := range numbers {
		total += n
	}
	return total
}

//go:noinline
func sumInt64(numbers []int64) (total int64) {
	for _, n := range numbers {
		total += n
	}
	return total
}

//go:noinline
func sumFloat64(numbers []float64) (total float64) {
	for _, n := range numbers {
		total += n
	}
	return total
}
