package stubs

import (
	"context"
	"time"
)

// T has methods with every sort of results.
type T struct {
	Func   func(a int, rest ...string) (n int, err error) `json:"-"`
	Inline struct {
		A int
		b int
	}
	deadline time.Time
}

// Nothing returns nothing.
//
//course:stage 1
func (t T) Nothing(context.Context) { t.deadline = time.Now() }

// Named has named results.
//
//course:stage 1
func (t *T) Named(key string) (value int, err error) {
	value = len(key)
	return
}

// Several has several.
//
//course:stage 1
func (*T) Several(names ...string) (map[string]int, [2]int, struct{ X, Y int }, func() error, <-chan int, error) {
	return nil, [2]int{}, struct{ X, Y int }{}, nil, nil, nil
}

// Hides has a parameter named like the package of its result.
//
//course:stage 1
func Hides(time int) time.Duration { return 0 }

// HidesToo has two results.
//
//course:stage 1
func HidesToo(T string) (*T, error) { return nil, nil }

// New has a parameter named new.
//
//course:stage 1
func New(new int) T { return T{} }

// Loop has labels and comments in its body, which go with it.
//
//course:stage 2
//go:noinline
func Loop(n int) int {
	// The outer loop.
loop:
	for i := 0; ; i++ {
		for {
			if i > n {
				break loop // out
			}
			continue loop
		}
	}
	return n
}
