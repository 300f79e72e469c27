// Defers shows when a deferred call is evaluated and when it runs.
package main

import (
	"errors"
	"fmt"
)

type file struct{ name string }

func (f *file) Close() error {
	fmt.Println("  close", f.name)
	return errors.New("cannot close " + f.name)
}

func open(name string) *file {
	fmt.Println("  open", name)
	return &file{name}
}

// evaluated defers the same call in two ways.
func evaluated() {
	n := 1
	defer fmt.Println("  argument", n)
	defer func() { fmt.Println("  variable", n) }()
	n = 2
}

// returned has a result that a deferred function may still change.
func returned() (err error) {
	f := open("out")
	defer func() { err = errors.Join(err, f.Close()) }()
	return errors.New("cannot write out")
}

// lost has a result that nobody can reach after the return.
func lost() error {
	var err error
	f := open("out")
	defer func() { err = errors.Join(err, f.Close()) }()
	return err
}

// held closes nothing before it has opened everything.
func held(names ...string) {
	for _, name := range names {
		f := open(name)
		defer func() { _ = f.Close() }()
	}
}

// one is the body of a loop that closes each file before the next is opened.
func one(name string) error {
	f := open(name)
	return f.Close()
}

func main() {
	fmt.Println("evaluated")
	evaluated()
	fmt.Println("returned")
	fmt.Printf("  %q\n", returned())
	fmt.Println("lost")
	fmt.Printf("  %v\n", lost())
	fmt.Println("held")
	held("a", "b")
	fmt.Println("one")
	for _, name := range []string{"a", "b"} {
		_ = one(name)
	}
}
