// Recovers tries the rules of recover one by one.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
)

// try runs f, and says what it panicked with if that reaches try.
func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Printf("%-32s passed on: %v (%T)\n", name, r, r)
		}
	}()
	f()
	fmt.Printf("%-32s returned\n", name)
}

func helper() { _ = recover() }

// lines is what a slice of three has beyond its end.
var lines = []string{"a", "b", "c"}

func main() {
	try("a deferred function", func() {
		defer func() { _ = recover() }()
		panic("x")
	})
	try("a deferred named function", func() {
		defer helper()
		panic("x")
	})
	try("one call further down", func() {
		defer func() { helper() }()
		panic("x")
	})
	try("recover itself deferred", func() {
		defer recover()
		panic("x")
	})
	try("before the panic", func() {
		_ = recover()
		panic("x")
	})
	try("panic(nil)", func() {
		var nothing any
		panic(nothing)
	})
	try("an index out of range", func() {
		fmt.Println(lines[len(os.Args)+2])
	})
	try("a panic in a deferred function", func() {
		defer func() { panic("second") }()
		panic("first")
	})

	var wg sync.WaitGroup
	wg.Go(func() {
		defer func() { fmt.Printf("%-32s deferred, and recover says %v\n", "runtime.Goexit", recover()) }()
		runtime.Goexit()
		fmt.Println("not reached")
	})
	wg.Wait()
}
