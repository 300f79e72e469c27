// Ask compares ways of finding out what an error is, bare and wrapped four times.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"testing"

	"systems.course/lecturekit/ratio"
)

var (
	bare    error = &fs.PathError{Op: "open", Path: "a", Err: fs.ErrNotExist}
	wrapped       = wrap(bare, 4)
	found   int
)

func wrap(err error, times int) error {
	for range times {
		err = fmt.Errorf("level: %w", err)
	}
	return err
}

func count(ok bool) {
	if ok {
		found++
	}
}

// asking is every way of asking that is measured.
var asking = []struct {
	name string
	ask  func(error)
}{
	{"err == fs.ErrNotExist", func(err error) { count(err == fs.ErrNotExist) }},
	{"errors.Is, found", func(err error) { count(errors.Is(err, fs.ErrNotExist)) }},
	{"errors.Is, not found", func(err error) { count(errors.Is(err, io.EOF)) }},
	{"err.(*fs.PathError)", func(err error) { _, ok := err.(*fs.PathError); count(ok) }},
	{"errors.AsType", func(err error) { _, ok := errors.AsType[*fs.PathError](err); count(ok) }},
	{"errors.As", func(err error) {
		var target *fs.PathError
		count(errors.As(err, &target))
	}},
}

func main() {
	var functions []func()
	for _, err := range []error{bare, wrapped} {
		for _, a := range asking {
			functions = append(functions, func() {
				for range 10_000 {
					a.ask(err)
				}
			})
		}
	}
	ratios := ratio.Of(15, functions...)
	fmt.Printf("%-22s %6s %9s %12s\n", "", "bare", "wrapped", "allocations")
	for i, a := range asking {
		allocations := testing.AllocsPerRun(100, func() { a.ask(wrapped) })
		fmt.Printf("%-22s %6.0f %9.0f %12.0f\n", a.name, ratios[i], ratios[i+len(asking)], allocations)
	}
}
