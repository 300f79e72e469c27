// Rewrites replaces an interface by a type parameter in two places and compares
// each with what was there before.
package main

import (
	"cmp"
	"container/heap"
)

// boxed is a heap for container/heap, whose Push and Pop speak of any.
type boxed []int64

func (b boxed) Len() int           { return len(b) }
func (b boxed) Less(i, j int) bool { return b[i] < b[j] }
func (b boxed) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }
func (b *boxed) Push(x any)        { *b = append(*b, x.(int64)) }

func (b *boxed) Pop() any {
	last := (*b)[len(*b)-1]
	*b = (*b)[:len(*b)-1]
	return last
}

// drainBoxed pushes all numbers, pops all and returns the last.
func drainBoxed(numbers []int64) (last int64) {
	b := make(boxed, 0, len(numbers))
	for _, n := range numbers {
		heap.Push(&b, n)
	}
	for len(b) > 0 {
		last = heap.Pop(&b).(int64)
	}
	return last
}

// queue is a heap of values.
type queue[T cmp.Ordered] []T

func (q *queue[T]) push(x T) {
	*q = append(*q, x)
	s := *q
	i := len(s) - 1
	for i > 0 && s[i] < s[(i-1)/2] {
		s[i], s[(i-1)/2] = s[(i-1)/2], s[i]
		i = (i - 1) / 2
	}
}

func (q *queue[T]) pop() T {
	s := *q
	top, last := s[0], len(s)-1
	s[0] = s[last]
	s = s[:last]
	for i := 0; ; {
		least := 2*i + 1
		if least >= last {
			break
		}
		if least+1 < last && s[least+1] < s[least] {
			least++
		}
		if s[i] <= s[least] {
			break
		}
		s[i], s[least] = s[least], s[i]
		i = least
	}
	*q = s
	return top
}

func drainTyped(numbers []int64) (last int64) {
	q := make(queue[int64], 0, len(numbers))
	for _, n := range numbers {
		q.push(n)
	}
	for len(q) > 0 {
		last = q.pop()
	}
	return last
}

type shape interface{ area() int64 }

type square struct{ side int64 }

func (s *square) area() int64 { return s.side * s.side }

func totalDynamic(shapes []shape) (sum int64) {
	for _, s := range shapes {
		sum += s.area()
	}
	return sum
}

func totalTyped[S shape](shapes []S) (sum int64) {
	for _, s := range shapes {
		sum += s.area()
	}
	return sum
}
