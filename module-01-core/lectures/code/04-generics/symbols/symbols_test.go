package main

func Example() {
	main()
	// Output:
	// main..dict.addressed[main.rect,*main.rect]
	// main..dict.addressed[main.square,*main.square]
	// main..dict.has[*main.rect]
	// main..dict.has[*main.square]
	// main..dict.listed[*main.square]
	// main..dict.total[*main.rect]
	// main..dict.total[*main.square]
	// main..dict.total[main.euro]
	// main..dict.total[main.shape]
	// main..dict.total[main.yen]
	// main.addressed[go.shape.struct { main.side int64 },go.shape.*main.square]
	// main.addressed[go.shape.struct { main.w int64; main.h int64 },go.shape.*main.rect]
	// main.has[go.shape.*main.rect]
	// main.has[go.shape.*main.square]
	// main.listed[go.shape.*uint8]
	// main.total[go.shape.*uint8]
	// main.total[go.shape.int64]
	// main.total[go.shape.interface { main.area() int64 }]
}
