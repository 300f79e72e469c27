package main

func Example() {
	main()
	// Output:
	// Ann main.user-0 main.order-0 8
}
