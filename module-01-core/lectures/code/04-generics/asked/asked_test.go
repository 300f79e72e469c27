package main

func Example() {
	main()
	// Output:
	// 1s <nil>
	// setting retries is int, not string
	// {:8080 1000000000}
	// could not open missing
}
