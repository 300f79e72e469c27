package main

// A lesser is an order that is a type: its values hold nothing.
type lesser[T any] interface{ less(a, b T) bool }

// byHeap is a heap in the order of the type O, which takes no room.
type byHeap[T any, O lesser[T]] struct {
	order O
	items []T
}

func (h *byHeap[T, O]) push(item T) {
	h.items = append(h.items, item)
	s, i := h.items, len(h.items)-1
	for parent := (i - 1) / 2; i > 0 && h.order.less(s[i], s[parent]); parent = (i - 1) / 2 {
		s[i], s[parent] = s[parent], s[i]
		i = parent
	}
}

// pop must not be called on an empty heap.
func (h *byHeap[T, O]) pop() T {
	s, last := h.items, len(h.items)-1
	top := s[0]
	var zero T
	s[0], s[last] = s[last], zero
	h.items = s[:last]
	for i, child := 0, 1; child < last; child = 2*i + 1 {
		if child+1 < last && h.order.less(s[child+1], s[child]) {
			child++
		}
		if !h.order.less(s[child], s[i]) {
			break
		}
		s[i], s[child] = s[child], s[i]
		i = child
	}
	return top
}

// ascending is a lesser of integers.
type ascending struct{}

func (ascending) less(a, b int64) bool { return a < b }
