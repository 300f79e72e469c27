// Sorted sorts the same values through each of the interfaces that the standard
// library has for it, and compares.
package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"

	"systems.course/lecturekit/heap"
	"systems.course/lecturekit/ratio"
)

// trade has as much behind its price as Rest says.
type trade[Rest any] struct {
	Price int64
	Rest  Rest
}

type parties struct{ Buyer, Seller int64 }

// report is parties with much more to tell.
type report struct {
	parties
	Opened, Closed, Size, Filled, Fee, Tax int64
	Venue, Note                            string
	Tags                                   []string
}

// byPrice is a sort.Interface.
type byPrice[Rest any] []trade[Rest]

func (b byPrice[Rest]) Len() int           { return len(b) }
func (b byPrice[Rest]) Less(i, j int) bool { return b[i].Price < b[j].Price }
func (b byPrice[Rest]) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

// A way sorts a slice in place.
type way[E any] struct {
	name string
	sort func([]E)
}

func tradeWays[Rest any]() []way[trade[Rest]] {
	return []way[trade[Rest]]{
		{"slices.SortFunc", func(s []trade[Rest]) {
			slices.SortFunc(s, func(a, b trade[Rest]) int { return cmp.Compare(a.Price, b.Price) })
		}},
		{"sort.Slice", func(s []trade[Rest]) {
			sort.Slice(s, func(i, j int) bool { return s[i].Price < s[j].Price })
		}},
		{"sort.Sort", func(s []trade[Rest]) { sort.Sort(byPrice[Rest](s)) }},
	}
}

// trades returns n of them with random prices.
func trades[Rest any](n int) []trade[Rest] {
	all := make([]trade[Rest], n)
	for i := range all {
		all[i].Price = rand.Int64()
	}
	return all
}

func numberWays() []way[int64] {
	return []way[int64]{
		{"slices.Sort", slices.Sort[[]int64]},
		{"slices.SortFunc", func(s []int64) { slices.SortFunc(s, cmp.Compare[int64]) }},
		{"sort.Slice", func(s []int64) { sort.Slice(s, func(i, j int) bool { return s[i] < s[j] }) }},
	}
}

// contest sorts copies of a slice in each of the ways.
func contest[E any](title string, unsorted []E, ways []way[E]) {
	work := make([]E, len(unsorted))
	functions := make([]func(), len(ways))
	for i, w := range ways {
		functions[i] = func() {
			copy(work, unsorted)
			w.sort(work)
		}
	}
	fmt.Println(title)
	for i, r := range ratio.Of(41, functions...) {
		objects, _ := heap.Spent(functions[i])
		fmt.Printf("  %-16s %5.2f  %d allocations\n", ways[i].name, r, objects)
	}
}

func main() {
	const n = 10_000
	numbers := make([]int64, n)
	for i := range n {
		numbers[i] = rand.Int64()
	}
	contest("numbers", numbers, numberWays())
	contest("structs of 24 bytes", trades[parties](n), tradeWays[parties]())
	contest("structs of 128 bytes", trades[report](n), tradeWays[report]())
}
