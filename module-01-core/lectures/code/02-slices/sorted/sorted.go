// Sorted looks keys up in a map, in a sorted slice by binary search and in a
// slice from its start, and compares.
package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"systems.course/lecturekit/ratio"
)

// sum keeps the results from being dropped.
var sum int

// longestScan is the length of the longest slice that is read from its start.
const longestScan = 64

// contest looks up every one of the keys, in random order, about lookups times in
// all, and returns the times of the sorted slice and of the plain one as ratios
// to the map's.
func contest[K interface{ uint64 | string }](keys []K, lookups int) (binary, scanning float64) {
	m := make(map[K]int, len(keys))
	for i, k := range keys {
		m[k] = i
	}
	asked := slices.Repeat(keys, max(1, lookups/len(keys)))
	rand.Shuffle(len(asked), func(i, j int) { asked[i], asked[j] = asked[j], asked[i] })
	sorted := slices.Clone(keys)
	slices.Sort(sorted)
	r := ratio.Of(21,
		func() {
			for _, k := range asked {
				sum += m[k]
			}
		},
		func() {
			for _, k := range asked {
				i, _ := slices.BinarySearch(sorted, k)
				sum += i
			}
		},
		func() {
			if len(keys) > longestScan {
				return
			}
			for _, k := range asked {
				sum += slices.Index(keys, k)
			}
		})
	return r[1], r[2]
}

// inOrder compares walking a sorted slice with collecting and sorting a map's keys.
func inOrder(n int) float64 {
	m := map[uint64]int{}
	for k := range uint64(n) {
		m[k*7919] = int(k)
	}
	sorted := slices.Sorted(maps.Keys(m))
	r := ratio.Of(9,
		func() {
			for i := range sorted {
				sum += int(sorted[i])
			}
		},
		func() {
			keys := slices.Sorted(maps.Keys(m))
			for i := range keys {
				sum += int(keys[i])
			}
		})
	return r[1]
}

func main() {
	fmt.Println("           uint64 keys          string keys")
	fmt.Println("   keys    map  binary scan     map  binary scan")
	for _, n := range []int{4, 8, 16, 64, 1_000, 100_000} {
		numbers, texts := make([]uint64, n), make([]string, n)
		for i := range numbers {
			numbers[i] = rand.Uint64()
			texts[i] = fmt.Sprintf("customer/%012d", numbers[i]%1e12)
		}
		fmt.Printf("%7d %s  %s\n", n, row(contest(numbers, 20_000)), row(contest(texts, 20_000)))
	}
	fmt.Printf("10000 keys in order: a map takes %.0f times as long\n", inOrder(10_000))
}

// row prints one contest. A scan that was not run takes no time.
func row(binary, scanning float64) string {
	scan := "-"
	if scanning > 0.01 {
		scan = fmt.Sprintf("%.1f", scanning)
	}
	return fmt.Sprintf("%6.1f %7.1f %4s", 1.0, binary, scan)
}
