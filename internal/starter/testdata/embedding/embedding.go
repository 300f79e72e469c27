package embedding

import (
	"io"
	"sync"
)

// Store embeds one type of each sort.
type Store[K comparable, V any] struct {
	base
	*index[K, V]
	io.Writer
	Public
	sync.Mutex // so that callers can lock

	// size is the students' affair.
	size int

	// A comment about nothing that stays.

	a, Visible, b int `json:"-"` // one of three stays
	Hook          func(K, V) error
}

// base comes along.
type base struct {
	id int
}

// ID is promoted.
//
//course:stage 1
func (b base) ID() int { return b.id }

func (b base) internal() int { return b.id }

type index[K comparable, V any] struct {
	m map[K]V
}

// Find is promoted through a pointer.
//
//course:stage 2
func (i *index[K, V]) Find(k K) (v V, ok bool) {
	v, ok = i.m[k]
	return v, ok
}

// Public is exported.
type Public struct {
	Name string `json:"name,omitempty"`
	note string
}

// Empty has nothing to show.
type Empty struct{ n int }

// Bare has nothing at all.
type Bare struct{}

// Size uses what goes.
//
//course:stage 1
func (s *Store[K, V]) Size() int { return s.size + s.internal() }
