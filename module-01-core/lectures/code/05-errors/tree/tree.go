// Tree shows in which order errors.Is and errors.AsType visit an error's tree.
package main

import (
	"errors"
	"fmt"
	"io/fs"
)

// noisy says when errors.Is asks it.
type noisy struct {
	name string
	err  error
}

func (e *noisy) Error() string { return e.name }

func (e *noisy) Unwrap() error { return e.err }

func (e *noisy) Is(error) bool {
	fmt.Print(" ", e.name)
	return false
}

func leaf(name string) error { return &noisy{name, nil} }

func main() {
	tree := &noisy{"top", errors.Join(
		fmt.Errorf("%w and %w", &noisy{"a", leaf("a1")}, leaf("b")),
		&noisy{"c", fs.ErrNotExist},
		leaf("never asked"),
	)}
	fmt.Print("asked:")
	fmt.Println("", errors.Is(tree, fs.ErrNotExist))

	first, _ := errors.AsType[*noisy](errors.Join(leaf("x"), leaf("y")))
	fmt.Println("of two of a type:", first)

	joined := errors.Join(fs.ErrNotExist)
	fmt.Println("joined alone:", joined == fs.ErrNotExist, errors.Is(joined, fs.ErrNotExist), errors.Unwrap(joined))
	fmt.Println("nothing joined:", errors.Join(nil, nil) == nil)

	cause, ok := errors.AsType[timeout](errors.Join(fs.ErrNotExist, late{}))
	fmt.Println("by behaviour:", ok, cause)
}

// timeout embeds error, because AsType takes only types that are errors.
type timeout interface {
	error
	Timeout() bool
}

// late is an error of a type that nobody need know.
type late struct{}

func (late) Error() string { return "late" }

func (late) Timeout() bool { return true }
