package main

func Example() {
	main()
	// Output:
	// mean: 3 3.5 3.5°C
	// warmest: 21.5°C
	// same[any] of 1 and 1: true  of 1 and "a": false
	// NaN and NaN: == false  cmp.Compare 0
	// NaN and 1: cmp.Less true
	// sorted: [NaN 1 2]  NaN by BinarySearch: true  by Contains: false
}
