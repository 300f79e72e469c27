package main

func Example() {
	main()
	// Output:
	// *pair              0
	// struct{ *pair }    0
	// func()             0
	// bool               0
	// struct{ int16 } 7  0
	// float64 1.5        1
	// string, empty      0
	// string             1
	// string constant    0
	// nil []int64        0
	// []int64            1
	// struct{}           0
	// pair{}             0
	// pair{1, 2}         0
	// pair               1
	// pair, not kept     0
	// still here: {1 2} true
}
