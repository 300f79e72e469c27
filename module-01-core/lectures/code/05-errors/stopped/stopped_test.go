package main

func Example() {
	main()
	// Output:
	//                    Err                        Cause
	// cancel()           context canceled           context canceled
	// because(shutdown)  context canceled           the server is shutting down
	// its child          context canceled           the server is shutting down
	// too slow           context deadline exceeded  the query took too long
	// done in time       context canceled           context canceled
}
