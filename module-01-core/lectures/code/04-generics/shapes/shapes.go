// Shapes instantiates four functions with several types. What the compiler makes
// of them is in its listing (-gcflags=-S) and in the table of symbols.
package main

import "fmt"

type shape interface{ area() int64 }

type square struct{ side int64 }

func (s *square) area() int64 { return s.side * s.side }

type rect struct{ w, h int64 }

func (r *rect) area() int64 { return r.w * r.h }

type euro int64

func (e euro) area() int64 { return 0 }

type yen int64

func (y yen) area() int64 { return 1 }

//go:noinline
func total[S shape](shapes []S) (sum int64) {
	for _, s := range shapes {
		sum += s.area()
	}
	return sum
}

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

// listed needs one entry of each kind in its dictionary: a method of S, the
// dictionary of another function, a type that is made of S, and a table for S in
// a shape.
//
//go:noinline
func listed[S shape](shapes []S) string {
	first := shapes[0].area()
	var last shape = shapes[len(shapes)-1]
	return fmt.Sprint(first, total(shapes), len(any(shapes).([]S)), last.area())
}

//go:noinline
func has[K comparable](all map[K]int, key K) bool {
	_, ok := all[key]
	return ok
}

func main() {
	fmt.Println(total([]*square{{2}}), total([]*rect{{2, 3}}), total([]shape{&square{2}}))
	fmt.Println(total([]euro{1}), total([]yen{1}), listed([]*square{{2}}))
	fmt.Println(addressed([]square{{2}}), addressed([]rect{{2, 3}}))
	fmt.Println(has(map[*square]int{}, nil), has(map[*rect]int{nil: 1}, nil))
}
