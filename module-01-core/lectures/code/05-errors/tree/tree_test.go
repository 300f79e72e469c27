package main

func Example() {
	main()
	// Output:
	// asked: top a a1 b c true
	// of two of a type: x
	// joined alone: false true <nil>
	// nothing joined: true
	// by behaviour: true late
}
