package generics

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// number is a constraint.
type number interface {
	integer | ~float64
}

type integer interface{ ~int | ~int64 }

// scored is a constraint with a method.
type scored[N number] interface {
	comparable
	Score() N
}

// unused goes.
type unused interface{ ~string }

// Tree is sorted.
type Tree[K cmp.Ordered, V any] struct {
	root *node[K, V]
}

type node[K cmp.Ordered, V any] struct {
	key         K
	value       V
	left, right *node[K, V]
}

// All goes through the tree.
//
//course:stage 2
func (t *Tree[K, V]) All() iter.Seq2[K, V] {
	m := map[K]V{}
	if t.root != nil {
		m[t.root.key] = t.root.value
	}
	return maps.All(m)
}

// Sum adds.
//
//course:stage 1
func Sum[N number](numbers ...N) (sum N) {
	for _, n := range numbers {
		sum += n
	}
	return sum
}

// Best is the one with the highest score.
//
//course:stage 1
func Best[N number, T scored[N]](all []T) (T, error) {
	return slices.MaxFunc(all, func(a, b T) int { return cmp.Compare(a.Score(), b.Score()) }), nil
}

// Pair is an alias with parameters.
type Pair[T any] = struct{ First, Second T }

// Swap swaps.
//
//course:stage 1
func Swap[T any](p Pair[T]) Pair[T] { return Pair[T]{p.Second, p.First} }
