// Dispatch calls the same short method in several ways and compares.
package main

// shape is what the callers below know.
type shape interface{ area() int64 }

type square struct{ side int64 }

func (s square) area() int64 { return s.side * s.side }

type rect struct{ w, h int64 }

func (r rect) area() int64 { return r.w * r.h }

type strip struct{ length int64 }

func (s strip) area() int64 { return s.length }

type point struct{}

func (p point) area() int64 { return 0 }

// stiff is square with a method that is never inlined.
type stiff struct{ side int64 }

//go:noinline
func (s *stiff) area() int64 { return s.side * s.side }

// copied is stiff with a value receiver.
type copied struct{ side int64 }

//go:noinline
func (c copied) area() int64 { return c.side * c.side }

// direct is inlined into its loop.
//
//go:noinline
func direct(s *square, n int) (sum int64) {
	for range n {
		sum += s.area()
	}
	return sum
}

// called is direct without the inlining.
//
//go:noinline
func called(s *stiff, n int) (sum int64) {
	for range n {
		sum += s.area()
	}
	return sum
}

// dynamic knows the interface only.
//
//go:noinline
func dynamic(s shape, n int) (sum int64) {
	for range n {
		sum += s.area()
	}
	return sum
}

// devirtualized goes through the interface, but the compiler sees what is in it.
//
//go:noinline
func devirtualized(p *square, n int) (sum int64) {
	var s shape = p
	for range n {
		sum += s.area()
	}
	return sum
}

// guarded asks for the likely type first, which is what a profile makes the
// compiler write.
//
//go:noinline
func guarded(s shape, n int) (sum int64) {
	for range n {
		if q, ok := s.(*square); ok {
			sum += q.area()
		} else {
			sum += s.area()
		}
	}
	return sum
}

// generic has a type parameter in place of the interface.
//
//go:noinline
func generic[S shape](s S, n int) (sum int64) {
	for range n {
		sum += s.area()
	}
	return sum
}

// functional gets the method as a function value.
//
//go:noinline
func functional(area func() int64, n int) (sum int64) {
	for range n {
		sum += area()
	}
	return sum
}

// each calls whatever is in the slice.
//
//go:noinline
func each(shapes []shape) (sum int64) {
	for _, s := range shapes {
		sum += s.area()
	}
	return sum
}

// asserted asks for another interface at each turn, which runs through the
// cache of this assertion.
//
//go:noinline
func asserted(v any, n int) (sum int64) {
	for range n {
		sum += v.(shape).area()
	}
	return sum
}
