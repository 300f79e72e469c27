package main

func Example() {
	main()
	// Output:
	// 3 3.5 3.5°C
	// 21.5°C
	// any: true false
	// NaN: == false  Compare 0  Less than 1 true
	// [NaN 1 2] found by halving: true  by ==: false
}
