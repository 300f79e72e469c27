package main

func Example() {
	main()
	// Output:
	// levels: 1000
	// moved:  true
	// x:      42 through p: 42
}
