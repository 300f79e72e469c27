package main

func Example() {
	main()
	// Output:
	// mail to [ann]: your loan ends on Friday
	// mail to [bob]: dear bob, your loan ends on Friday
	// mail to [ann]: dear ann, we close at six
	// mail to [bob]: dear bob, we close at six
	// mail to [cid]: dear cid, we close at six
	// connections: 5
	// mail to [ann bob cid]: we close at six
	// connections: 6 texts: 3
}
