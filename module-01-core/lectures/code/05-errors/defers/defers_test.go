package main

func Example() {
	main()
	// Output:
	// evaluated
	//   variable 2
	//   argument 1
	// returned
	//   open out
	//   close out
	//   "cannot write out\ncannot close out"
	// lost
	//   open out
	//   close out
	//   <nil>
	// held
	//   open a
	//   open b
	//   close b
	//   close a
	// one
	//   open a
	//   close a
	//   open b
	//   close b
}
