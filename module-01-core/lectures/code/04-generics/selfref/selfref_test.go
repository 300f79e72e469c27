package main

func Example() {
	main()
	// Output:
	// 10.0.0.2
	// 1970-01-01 00:00:00.001 +0000 UTC
	// map[string]struct {} [a b]
}
