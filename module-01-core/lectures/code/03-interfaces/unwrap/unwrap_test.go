package main

func Example() {
	main()
	// Output:
	// flushed: true
	// not supported: true
}
