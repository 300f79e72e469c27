package main

func Example() {
	main()
	// Output:
	// return:
	//   told to stop at 2
	//   iterator's defer
	//   the loop body's defer of 2
	//   the loop body's defer of 3
	//   returned 2
	// panic:
	//   iterator's defer
	//   recovered: in the body at 3
	// iter.Pull:
	//   pulled 3 true
	//   pulled 2 true
	//   told to stop at 2
	//   iterator's defer
}
