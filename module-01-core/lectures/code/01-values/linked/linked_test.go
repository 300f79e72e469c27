package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// want is what a list holds after 0, 1, 2 were pushed to its front.
var want = []uint64{2, 1, 0}

func TestPointerList(t *testing.T) {
	var l pointerList
	for i := range uint64(3) {
		l.pushFront(i, i)
	}
	require.Equal(t, want, keys(l.head))
	require.Equal(t, uint64(0), l.tail.key)
	require.Equal(t, uint64(1), l.tail.prev.key)
}

func TestSlabListRefusesWhenItIsFull(t *testing.T) {
	l := newSlabList(3)
	for i := range uint64(3) {
		require.True(t, l.pushFront(i, i))
	}
	require.False(t, l.pushFront(3, 3))
	require.Equal(t, want, keys(l.head))
	require.Equal(t, uint64(0), l.tail.key)
	require.Equal(t, uint64(1), l.tail.prev.key)
}

func TestIndexListKeepsItsLinksWhileItGrows(t *testing.T) {
	l := newIndexList(0)
	for i := range uint64(3) {
		l.pushFront(i, i)
	}
	var forward, backward []uint64
	for n := l.nodes[0].next; n != 0; n = l.nodes[n].next {
		forward = append(forward, l.nodes[n].key)
	}
	for n := l.nodes[0].prev; n != 0; n = l.nodes[n].prev {
		backward = append(backward, l.nodes[n].key)
	}
	require.Equal(t, want, forward)
	require.Equal(t, []uint64{0, 1, 2}, backward)
}

func TestEachStepCostsLess(t *testing.T) {
	const entries = 200_000
	p := measure("pointers", entries, pointers)
	s := measure("slab", entries, slab)
	i := measure("index", entries, index)
	require.GreaterOrEqual(t, p.objects, uint64(entries))
	require.Less(t, s.objects, uint64(100))
	require.Equal(t, uint64(32), s.bytes/entries)
	require.Equal(t, uint64(24), i.bytes/entries)
	require.Equal(t, uint64(32), p.scanned/entries)
	require.Equal(t, uint64(32), s.scanned/entries)
	require.Zero(t, i.scanned/entries)
}

func keys(head *pointerNode) (keys []uint64) {
	for n := head; n != nil; n = n.next {
		keys = append(keys, n.key)
	}
	return keys
}
