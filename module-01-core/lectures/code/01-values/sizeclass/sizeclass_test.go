package main

func Example() {
	main()
	// Output:
	// type             size  charged
	// [16]uint8          16       16
	// [17]uint8          17       24
	// [33]uint8          33       48
	// [1024]uint8      1024     1024
	// [1025]uint8      1025     1152
	// [64]*uint8        512      512
	// [65]*uint8        520      576
	// [128]*uint8      1024     1152
	// [32768]uint8    32768    32768
	// [32769]uint8    32769    40960
}
