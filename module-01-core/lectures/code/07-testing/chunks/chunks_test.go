package main

func Example() {
	main()
	// Output:
	//                 hopeful            careful
	// as it is        "hello"  <nil>     "hello"  <nil>
	// OneByteReader   ""       <nil>     "hello"  <nil>
	// HalfReader      ""       <nil>     "hello"  <nil>
	// DataErrReader   "hello"  EOF       "hello"  <nil>
	// TimeoutReader   ""       timeout   ""       timeout
}
