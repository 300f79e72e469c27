// Pull adds up a slice by an index, through iterators and through iter.Pull, and
// compares.
package main

import (
	"fmt"
	"iter"
	"runtime"
	"slices"

	"systems.course/lecturekit/ratio"
)

// total keeps the sums from being dropped.
var total int64

// opaque is an iterator that the compiler can't see through.
var opaque func(numbers []int64) iter.Seq[int64] = slices.Values[[]int64]

func indexed(numbers []int64) {
	for i := range numbers {
		total += numbers[i]
	}
}

func ranged(numbers []int64) {
	for n := range slices.Values(numbers) {
		total += n
	}
}

func unknown(numbers []int64) {
	for n := range opaque(numbers) {
		total += n
	}
}

func pulled(numbers []int64) {
	next, stop := iter.Pull(slices.Values(numbers))
	defer stop()
	for n, more := next(); more; n, more = next() {
		total += n
	}
}

// abandoned pulls one value, neither reads on nor stops, and returns how many
// goroutines that leaves behind.
func abandoned(numbers []int64) int {
	before := runtime.NumGoroutine()
	next, _ := iter.Pull(slices.Values(numbers))
	next()
	return runtime.NumGoroutine() - before
}

func main() {
	numbers := slices.Repeat([]int64{1}, 100_000)
	r := ratio.Of(15,
		func() { indexed(numbers) }, func() { ranged(numbers) },
		func() { unknown(numbers) }, func() { pulled(numbers) })
	fmt.Printf("index               %6.1f\n", r[0])
	fmt.Printf("slices.Values       %6.1f\n", r[1])
	fmt.Printf("unknown iterator    %6.1f\n", r[2])
	fmt.Printf("iter.Pull           %6.1f\n", r[3])
	fmt.Println("goroutines left by a Pull without stop:", abandoned(numbers))
}
