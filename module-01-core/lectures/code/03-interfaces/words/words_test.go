package main

func Example() {
	main()
	// Output:
	// sum: 3
	// two cells share a table:       true
	// the data word is the pointer:  true
	// any has the type, no table:    true
	//   fun: (*cell).get
	//   fun: unreachableMethod
	// a struct is copied:            true
	// another type, another table:   true
	//   fun: (*fixed).get
	//   fun: unreachableMethod
	// another interface, same type:  true and other table: true
	// hash, compiled and built:      true 0
}
