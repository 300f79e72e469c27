// Warm counts in slices whose order and size the processor likes or does not.
package main

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"systems.course/lecturekit/ratio"
)

const many = 1 << 17

// weigh takes one of two paths for each number.
func weigh(numbers []uint32) {
	for _, n := range numbers {
		if n&1 == 0 {
			total += uint64(n) * 3
		} else {
			total ^= uint64(n) << 7
		}
	}
}

var total uint64

// over weighs the numbers again and again, 131,072 of them in all.
func over(numbers []uint32) func() {
	return func() {
		for range many / len(numbers) {
			weigh(numbers)
		}
	}
}

func main() {
	random := rand.New(rand.NewPCG(1, 1))
	large := make([]uint32, many)
	for i := range large {
		large[i] = random.Uint32()
	}
	grouped := slices.Clone(large)
	slices.SortFunc(grouped, func(a, b uint32) int { return int(a&1) - int(b&1) })
	ratios := ratio.Of(101, over(grouped), over(large[:1<<10]), over(large))
	fmt.Printf("131072, even before odd        %.1f\n", ratios[0])
	fmt.Printf("1024 again and again, mixed    %.1f\n", ratios[1])
	fmt.Printf("131072, mixed                  %.1f\n", ratios[2])
	if total == 0 {
		fmt.Println("nothing was weighed")
	}
}
