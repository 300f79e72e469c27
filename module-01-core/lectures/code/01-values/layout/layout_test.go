package main

func Example() {
	main()
	// Output:
	// Loose: 32 bytes, aligned to 8
	//     0..1   Open
	//     8..16  Balance
	//    16..17  Frozen
	//    20..24  Limit
	//    24..25  Manual
	// Tight: 16 bytes, aligned to 8
	//     0..8   Balance
	//     8..12  Limit
	//    12..13  Open
	//    13..14  Frozen
	//    14..15  Manual
	// Tagged: 8 bytes, aligned to 4
	//     0..4   Limit
	//     4..4   _
	// string         16 bytes
	// []uint8        24 bytes
	// interface {}   16 bytes
	// map[string]int  8 bytes
	// func()          8 bytes
	// [3]int32       12 bytes
	// struct {}       0 bytes
}
