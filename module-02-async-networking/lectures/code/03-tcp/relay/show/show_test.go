package main

import "fmt"

func Example() {
	if err := run(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// endless  ERROR :line too long
	// trickle  ERROR :too slow
	// half     ERROR :half a line
	// ann      30000 lines sent and received
	// asleep   too far behind
	// bob      ERROR :server stops
	// shutdown: <nil>
}
