package main

func Example() {
	main()
	// Output:
	// append:        [a c d] and through the old header: [a c d d]
	// slices.Delete: [a c d] and through the old header: [a c d nil]
}
