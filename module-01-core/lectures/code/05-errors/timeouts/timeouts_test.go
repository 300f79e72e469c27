package main

func Example() {
	main()
	// Output:
	//                                os        context   Timeout()
	// read            *net.OpError   true      false     true
	// dial            *net.OpError   false     true      true
	// lookup          *net.DNSError  false     false     true
	// kernel          *net.OpError   false     false     true
	// wrapped kernel  *net.OpError   false     false     false
}
