// Required checks that a dependency was given. It fails because nil has two
// meanings.
package main

import "fmt"

type store struct{ name string }

// required panics if v is nil, or so it says.
func required[T any](what string, v T) T {
	if any(v) == nil {
		panic(what + " is missing")
	}
	return v
}

// present is required for pointers, and says so.
func present[T any](what string, v *T) *T {
	if v == nil {
		panic(what + " is missing")
	}
	return v
}

func main() {
	var s *store
	fmt.Println("by present:", refused(func() { present("store", s) }))
	fmt.Println("by required:", refused(func() { required("store", s) }))
	fmt.Println(required("store", s).name)
}

// refused returns what f panics with.
func refused(f func()) (reason any) {
	defer func() { reason = recover() }()
	f()
	return nil
}
