package main

func Example() {
	main()
	// Output:
	// in Raise: 1000
	// a: 0 [1 2] [99 2] map[owner:bob]
	// b: 500 [99 2] [99 2] map[owner:bob]
}
