package main

func Example() {
	main()
	// Output:
	// 4 6 4
	// 0 1 4 4 1 4
	// 4 6
	// false true
}
