package initialisers

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// Table is built by functions that are given for its sake.
var Table = build("a", "b")

var (
	// ErrClosed is returned when it is closed.
	ErrClosed = errors.New("closed")
	errHidden = errors.New("hidden")

	// ErrCode carries a code.
	ErrCode error = &codeError{code: limit}
)

// Default has exported fields only, so its type stays stripped.
var Default = Options{Size: limit, Hash: hash}

// Hidden sets a field that would go, so its type is kept whole.
var Hidden = Secret{seed: 1}

// Positional names no field, with the same effect.
var Positional = Point{1, 2}

// Later refers to a stub without calling it.
var Later = Run

// Deferred calls a stub, but not now.
var Deferred = func() error { return Run() }

// Two are made together.
var Two, two = pair()

const limit = 8

func build(words ...string) map[string]int {
	m := map[string]int{}
	for i, w := range words {
		m[normal(w)] = i
	}
	return m
}

func normal(w string) string { return strings.ToLower(w) }

func pair() (int, int) { return 1, 2 }

func hash(s string) uint64 { return uint64(len(s)) }

func unneeded() { fmt.Fprintln(os.Stderr, errHidden, two) }

type codeError struct{ code int }

func (e *codeError) Error() string { return fmt.Sprint("code ", e.code) }

func (e *codeError) hidden() { unneeded() }

// Options are options.
type Options struct {
	Size  int
	Hash  func(string) uint64
	cache map[string]int
}

// Secret has a secret.
type Secret struct{ seed int }

// Point is a point.
type Point struct{ x, y int }

// Run runs.
//
//course:stage 1
func Run() error {
	unneeded()
	return nil
}

func init() {
	unneeded()
}
