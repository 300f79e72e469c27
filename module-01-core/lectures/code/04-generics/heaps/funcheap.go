package main

import "iter"

// funcHeap is a heap of anything, in the order that less says.
type funcHeap[T any] struct {
	items []T
	less  func(a, b T) bool
}

func (h *funcHeap[T]) push(item T) {
	h.items = append(h.items, item)
	s, i := h.items, len(h.items)-1
	for parent := (i - 1) / 2; i > 0 && h.less(s[i], s[parent]); parent = (i - 1) / 2 {
		s[i], s[parent] = s[parent], s[i]
		i = parent
	}
}

// pop must not be called on an empty heap.
func (h *funcHeap[T]) pop() T {
	s, last := h.items, len(h.items)-1
	top := s[0]
	var zero T
	s[0], s[last] = s[last], zero
	h.items = s[:last]
	for i, child := 0, 1; child < last; child = 2*i + 1 {
		if child+1 < last && h.less(s[child+1], s[child]) {
			child++
		}
		if !h.less(s[child], s[i]) {
			break
		}
		s[i], s[child] = s[child], s[i]
		i = child
	}
	return top
}

// drain pops until the heap is empty or the caller has enough.
func (h *funcHeap[T]) drain() iter.Seq[T] {
	return func(yield func(T) bool) {
		for len(h.items) > 0 && yield(h.pop()) {
		}
	}
}

// mapped is a function, because a method could not have a U of its own.
func mapped[T, U any](seq iter.Seq[T], f func(T) U) iter.Seq[U] {
	return func(yield func(U) bool) {
		for v := range seq {
			if !yield(f(v)) {
				return
			}
		}
	}
}

func smaller(a, b int64) bool { return a < b }
