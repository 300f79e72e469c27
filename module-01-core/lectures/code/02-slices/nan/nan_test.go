package main

func Example() {
	main()
	// Output:
	// entries: 3 found: false
	// NaN lost
	// NaN lost
	// NaN lost
	// after deleting each: 3
	// after clear: 0
	// map[0:zero]
}
