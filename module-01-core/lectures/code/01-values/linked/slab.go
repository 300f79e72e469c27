package main

// slabList takes its nodes from one slice. The links are still pointers, so the
// slice must never move: its capacity is its limit.
type slabList struct {
	nodes      []pointerNode
	head, tail *pointerNode
}

func newSlabList(capacity int) *slabList {
	return &slabList{nodes: make([]pointerNode, 0, capacity)}
}

// pushFront reports false, and does nothing, when the slab is full.
func (l *slabList) pushFront(key, value uint64) bool {
	if len(l.nodes) == cap(l.nodes) {
		return false
	}
	l.nodes = append(l.nodes, pointerNode{key: key, value: value, next: l.head})
	n := &l.nodes[len(l.nodes)-1]
	if l.head == nil {
		l.tail = n
	} else {
		l.head.prev = n
	}
	l.head = n
	return true
}
