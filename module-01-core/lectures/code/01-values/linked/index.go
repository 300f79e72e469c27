package main

// indexList links its nodes by their places in the slice. Place 0 is a sentinel:
// its next is the head, its prev the tail, and an empty list points to itself.
type indexList struct{ nodes []indexNode }

type indexNode struct {
	key, value uint64
	next, prev uint32
}

func newIndexList(capacity int) *indexList {
	return &indexList{nodes: make([]indexNode, 1, capacity+1)}
}

func (l *indexList) pushFront(key, value uint64) {
	n, head := uint32(len(l.nodes)), l.nodes[0].next
	l.nodes = append(l.nodes, indexNode{key: key, value: value, next: head})
	l.nodes[head].prev = n
	l.nodes[0].next = n
}
