package main

func Example() {
	main()
	// Output:
	// the bank holds 800
}
