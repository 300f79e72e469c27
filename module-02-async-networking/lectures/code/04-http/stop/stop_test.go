package main

func Example() {
	main()
	// Output:
	// before:   idle HTTP/1.1 200
	// shutdown: idle closed
	//           new: connection refused
	//           working open
	//           half a header, now completed: closed
	// finished: working HTTP/1.1 200
	// Shutdown returned <nil>
	//           hijacked open
}
