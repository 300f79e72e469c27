// Averages computes what a fleet's users see, and what its dashboards say.
package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// latencies returns the sorted times of n requests, of which a share is slow.
func latencies(random *rand.Rand, n int, slow float64) []float64 {
	times := make([]float64, n)
	for i := range times {
		times[i] = 5 + 5*random.Float64()
		if random.Float64() < slow {
			times[i] = 400 + 200*random.Float64()
		}
	}
	slices.Sort(times)
	return times
}

func p99(sorted []float64) float64 { return sorted[len(sorted)*99/100] }

func mean(values []float64) (sum float64) {
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

func main() {
	random := rand.New(rand.NewPCG(1, 1))
	// Three hosts serve most requests. The fourth is ill and gets few.
	var all, each []float64
	for _, host := range [][]float64{
		latencies(random, 30_000, 0), latencies(random, 30_000, 0),
		latencies(random, 30_000, 0), latencies(random, 1_000, 0.5),
	} {
		all, each = append(all, host...), append(each, p99(host))
	}
	slices.Sort(all)
	fmt.Printf("p99 of each host      %.0f ms\n", each)
	fmt.Printf("their average         %.0f ms\n", mean(each))
	fmt.Printf("p99 of all requests   %.0f ms\n", p99(all))
	fmt.Printf("mean of all requests  %.0f ms\n", mean(all))
	slow, _ := slices.BinarySearch(all, 100)
	fmt.Printf("slower than 100 ms    %.1f%%\n", 100*float64(len(all)-slow)/float64(len(all)))
	const calls = 100
	fmt.Printf("pages of %d calls that meet one of those: %.0f%%\n", calls, 100*(1-pow(float64(slow)/float64(len(all)), calls)))
}

func pow(x float64, n int) float64 {
	product := 1.0
	for range n {
		product *= x
	}
	return product
}
