package main

import "cmp"

// orderedHeap is a heap of what < compares.
type orderedHeap[T cmp.Ordered] struct{ items []T }

func (h *orderedHeap[T]) push(item T) {
	h.items = append(h.items, item)
	s, i := h.items, len(h.items)-1
	for parent := (i - 1) / 2; i > 0 && s[i] < s[parent]; parent = (i - 1) / 2 {
		s[i], s[parent] = s[parent], s[i]
		i = parent
	}
}

// pop must not be called on an empty heap.
func (h *orderedHeap[T]) pop() T {
	s, last := h.items, len(h.items)-1
	top := s[0]
	var zero T
	s[0], s[last] = s[last], zero
	h.items = s[:last]
	for i, child := 0, 1; child < last; child = 2*i + 1 {
		if child+1 < last && s[child+1] < s[child] {
			child++
		}
		if s[child] >= s[i] {
			break
		}
		s[i], s[child] = s[child], s[i]
		i = child
	}
	return top
}
