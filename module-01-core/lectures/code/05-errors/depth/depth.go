// Depth compares what a failure costs on its way up through 20 calls, as a value
// and as a panic, and what the way costs when nothing fails.
package main

import (
	"errors"
	"fmt"

	"systems.course/lecturekit/ratio"
)

var (
	errBottom = errors.New("bottom")
	total     int64 // keeps results from being dropped
)

//go:noinline
func plain(depth int) int64 {
	if depth == 0 {
		return 1
	}
	return plain(depth-1) + 1
}

//go:noinline
func value(depth int, fail bool) (int64, error) {
	if depth == 0 {
		if fail {
			return 0, errBottom
		}
		return 1, nil
	}
	n, err := value(depth-1, fail)
	if err != nil {
		return 0, err
	}
	return n + 1, nil
}

//go:noinline
func wrapping(depth int) (int64, error) {
	if depth == 0 {
		return 0, errBottom
	}
	n, err := wrapping(depth - 1)
	if err != nil {
		return 0, fmt.Errorf("level: %w", err)
	}
	return n + 1, nil
}

//go:noinline
func panicking(depth int, fail bool) int64 {
	if depth == 0 {
		if fail {
			panic(errBottom)
		}
		return 1
	}
	return panicking(depth-1, fail) + 1
}

// caught calls panicking and makes an error of what it throws.
func caught(depth int, fail bool) (n int64, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(error)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	return panicking(depth, fail), nil
}

// closing is panicking with something to clean up in each call.
//
//go:noinline
func closing(depth int) int64 {
	defer func() { total++ }()
	if depth == 0 {
		panic(errBottom)
	}
	return closing(depth-1) + 1
}

func caughtClosing(depth int) (err error) {
	defer func() { err, _ = recover().(error) }()
	total += closing(depth)
	return nil
}

func count(n int64, err error) {
	total += n
	if err != nil {
		total--
	}
}

var ways = []struct {
	name string
	call func(depth int)
}{
	{"cannot fail", func(depth int) { total += plain(depth) }},
	{"works: error is nil", func(depth int) { count(value(depth, false)) }},
	{"works: recover above it", func(depth int) { count(caught(depth, false)) }},
	{"fails: sentinel returned", func(depth int) { count(value(depth, true)) }},
	{"fails: wrapped in each call", func(depth int) { count(wrapping(depth)) }},
	{"fails: panic, recover at the top", func(depth int) { count(caught(depth, true)) }},
	{"fails: panic, defer in each call", func(depth int) { count(0, caughtClosing(depth)) }},
}

// compare returns for each way what it costs, through so many calls.
func compare(depth int) []float64 {
	functions := make([]func(), len(ways))
	for i, w := range ways {
		functions[i] = func() {
			for range 1_000 {
				w.call(depth)
			}
		}
	}
	return ratio.Of(15, functions...)
}

func main() {
	one, twenty := compare(1), compare(20)
	fmt.Printf("%-34s %8s %9s\n", "", "1 call", "20 calls")
	for i, w := range ways {
		fmt.Printf("%-34s %8.1f %9.1f\n", w.name, one[i], twenty[i])
	}
}
