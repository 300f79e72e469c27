// Strict asks the compiler whether == on a type can panic.
package main

type strict struct{ table, id string }

type loose struct {
	table string
	id    any
}

func comparably[T comparable]() {}

// Each of these compiles only if its constraint is strictly comparable.
func _[T strict]() { comparably[T]() }
func _[T loose]()  { comparably[T]() }

func main() {
	comparably[strict]()
	comparably[loose]()
}
