package main

func Example() {
	main()
	// Output:
	// len 10 runes 5
	//   s[ 0] = 0x6e  U+006E in 1 bytes
	//   s[ 1] = 0xc3  U+00E9 in 2 bytes
	//   s[ 3] = 0xf0  U+1F99C in 4 bytes
	//   s[ 7] = 0x65  U+0065 in 1 bytes
	//   s[ 8] = 0xcc  U+0301 in 2 bytes
	// s[:2] = "n\xc3", valid: false
	//   bad[0] U+0061
	//   bad[1] U+FFFD
	//   bad[2] U+0062
	//   bad[3] U+FFFD
	//   bad[4] U+FFFD
	//   bad[5] U+FFFD
	// string([]rune(bad)) == bad: false, 6 bytes became 14
	// as a key, bad is itself: true
	// "a?b?", "A\ufffdB\ufffd\ufffd\ufffd"
}
