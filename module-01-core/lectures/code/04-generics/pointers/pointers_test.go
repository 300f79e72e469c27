package main

func Example() {
	main()
	// Output:
	// [10.0.0.1 ::1] <nil>
	// [] parse text 1: parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"
}
