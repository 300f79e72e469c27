package main

func Example() {
	main()
	// Output:
	//                        pointer    l c   append
	// s := array[1:4]        array+1    3 5   overwrites array[4]
	// s[1:]                  array+2    2 4   overwrites array[4]
	// s[:0]                  array+1    0 5   overwrites array[1]
	// s[:5]                  array+1    5 5   a new array
	// s[1:2]                 array+2    1 4   overwrites array[3]
	// s[1:2:2]               array+2    1 1   a new array
	// slices.Clip(s)         array+1    3 3   a new array
	// slices.Clone(s)        elsewhere  3 3   a new array
	// slices.Grow(s, 2)      array+1    3 5   overwrites array[4]
	// []int64(nil)           nil        0 0   a new array
	// []int64{}              elsewhere  0 0   a new array
}
