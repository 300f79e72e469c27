// Cost counts what making an error allocates.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"systems.course/lecturekit/heap"
)

// limitError is two words, and lies behind a pointer when it is an error.
type limitError struct{ limit, asked int64 }

func (e limitError) Error() string { return "over the limit" }

// emptyError has no size.
type emptyError struct{}

func (emptyError) Error() string { return "empty" }

var (
	errLimit = errors.New("over the limit")
	kept     error // where what is made must go, so that it is made on the heap
	limit    = int64(1000)
)

// making is every way of making an error that is measured.
var making = []struct {
	name string
	make func()
}{
	{"a sentinel", func() { kept = errLimit }},
	{"emptyError{}", func() { kept = emptyError{} }},
	{`errors.New("over the limit")`, func() { kept = errors.New("over the limit") }},
	{`fmt.Errorf("over the limit")`, func() { kept = fmt.Errorf("over the limit") }},
	{"limitError{limit, 5}", func() { kept = limitError{limit, 5} }},
	{"&fs.PathError{...}", func() { kept = &fs.PathError{Op: "open", Path: "a", Err: errLimit} }},
	{`fmt.Errorf("limit %d", limit)`, func() { kept = fmt.Errorf("limit %d", limit) }},
	{`fmt.Errorf("a: %v", errLimit)`, func() { kept = fmt.Errorf("a: %v", errLimit) }},
	{`fmt.Errorf("a: %w", errLimit)`, func() { kept = fmt.Errorf("a: %w", errLimit) }},
	{`fmt.Errorf("%w: %w", two)`, func() { kept = fmt.Errorf("%w: %w", errLimit, fs.ErrExist) }},
	{"errors.Join(two)", func() { kept = errors.Join(errLimit, fs.ErrExist) }},
	{"errors.Join(nil, nil)", func() { kept = errors.Join(nil, nil) }},
}

func main() {
	fmt.Printf("%-32s %11s %6s\n", "", "allocations", "bytes")
	for _, m := range making {
		m.make()
		_, bytes := heap.Spent(func() {
			for range 1_000 {
				m.make()
			}
		})
		fmt.Printf("%-32s %11.0f %6d\n", m.name, testing.AllocsPerRun(100, m.make), bytes/1_000)
	}
}
