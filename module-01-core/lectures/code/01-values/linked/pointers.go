package main

// pointerList is a doubly linked list as most languages would have it: a node is
// an object of its own.
type pointerList struct{ head, tail *pointerNode }

type pointerNode struct {
	key, value uint64
	next, prev *pointerNode
}

func (l *pointerList) pushFront(key, value uint64) {
	n := &pointerNode{key: key, value: value, next: l.head}
	if l.head == nil {
		l.tail = n
	} else {
		l.head.prev = n
	}
	l.head = n
}
