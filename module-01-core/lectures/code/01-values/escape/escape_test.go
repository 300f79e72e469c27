package main

func Example() {
	main()
	// Output:
	// lent       0
	// returned   1
	// inlined    0
	// stored     1
	// chained    3
	// called     1
	// boxed(255) 0
	// boxed(256) 1
	// sized(32)  0
	// sized(33)  1
	// still here: {1 2} 256
}
