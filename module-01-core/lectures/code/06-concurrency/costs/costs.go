// Costs compares what a step costs the goroutine that takes it, while a second
// goroutine does the same: in turns on one processor, and side by side on two.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"

	"systems.course/lecturekit/together"
)

// padded is a counter that has its cache line to itself: 64 bytes on amd64.
type padded struct {
	n atomic.Int64
	_ [56]byte
}

// A row is something that two goroutines do, each so many times in a burst.
type row struct {
	name  string
	steps int
	step  func(me int)
}

func (r row) burst(me int) {
	for range r.steps {
		r.step(me)
	}
}

func rows() []row {
	const many, some, few = 1_000, 200, 10
	var own [2]padded
	var adjacent [2]atomic.Int64
	var shared padded
	var mu sync.Mutex
	var rw sync.RWMutex
	slot := make(chan struct{}, 1)
	ring, direct := make(chan int, 128), make(chan int)
	table := make([]int, 2_000)
	return []row{
		{"atomic add, own cache line", many, func(me int) { own[me].n.Add(1) }},
		{"atomic add, own word, one line", many, func(me int) { adjacent[me].Add(1) }},
		{"atomic add, one word", many, func(int) { shared.n.Add(1) }},
		{"Mutex", many, func(int) { mu.Lock(); counted++; mu.Unlock() }},
		{"RWMutex, reading", many, func(int) { rw.RLock(); rw.RUnlock() }}, //lint:ignore SA2001 nothing to read
		{"channel of capacity 1 as a lock", some, func(int) { slot <- struct{}{}; <-slot }},
		{"channel of capacity 128", some, over(ring)},
		{"channel without a buffer", some, over(direct)},
		{"Mutex, 2,000 words read inside", few, func(int) { mu.Lock(); sum(table); mu.Unlock() }},
		{"RWMutex, 2,000 words read inside", few, func(int) { rw.RLock(); sum(table); rw.RUnlock() }},
	}
}

var counted int

// over lets the first goroutine send and the second receive.
func over(c chan int) func(me int) {
	return func(me int) {
		if me == 0 {
			c <- 1
		} else {
			<-c
		}
	}
}

//go:noinline
func sum(table []int) (total int) {
	for _, n := range table {
		total += n
	}
	return total
}

func main() {
	const bursts = 500
	all := rows()
	unit := float64(together.Bursts(1, bursts, all[0].burst)) / float64(all[0].steps)
	fmt.Printf("%-34s %12s %12s\n", "", "1 processor", "2 processors")
	for _, r := range all {
		fmt.Printf("%-34s", r.name)
		for processors := 1; processors <= 2; processors++ {
			time := float64(together.Bursts(processors, bursts, r.burst)) / float64(r.steps)
			fmt.Printf(" %12.1f", time/unit)
		}
		fmt.Println()
	}
}
