package main

func Example() {
	main()
	// Output:
	// invoice | report | report, 3 rows
	// invoice, 3 rows
	// document{}: runtime error: invalid memory address or nil pointer dereference
}
