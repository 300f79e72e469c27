package main

func Example() {
	main()
	// Output:
	// 1s <nil>
	// setting retries is int, not string
	// could not open missing
}
