package main

// anyHeap is a heap as it was written before type parameters.
type anyHeap struct {
	items []any
	less  func(a, b any) bool
}

func (h *anyHeap) push(item any) {
	h.items = append(h.items, item)
	s, i := h.items, len(h.items)-1
	for parent := (i - 1) / 2; i > 0 && h.less(s[i], s[parent]); parent = (i - 1) / 2 {
		s[i], s[parent] = s[parent], s[i]
		i = parent
	}
}

// pop must not be called on an empty heap.
func (h *anyHeap) pop() any {
	s, last := h.items, len(h.items)-1
	top := s[0]
	s[0], s[last] = s[last], nil
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
