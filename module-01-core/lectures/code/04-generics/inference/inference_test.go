package main

func Example() {
	main()
	// Output:
	// []string main.route
	// float64 int32 uint8
	// 1.5
	// [Bergen Oslo] -1
}
