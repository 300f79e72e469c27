// Chances counts which ready case a select takes, and how long a loop goes on
// after it was told to stop.
package main

import "fmt"

// shares returns how often each of three cases was taken, of which all were ready
// each time and the first two are of one channel.
func shares(rounds int) (taken [3]int) {
	a, b := make(chan int, 1), make(chan int, 1)
	a <- 1
	b <- 1
	for range rounds {
		select {
		case v := <-a:
			taken[0]++
			a <- v
		case v := <-a:
			taken[1]++
			a <- v
		case v := <-b:
			taken[2]++
			b <- v
		}
	}
	return taken
}

// after returns how many jobs a loop took although done was closed before its
// first turn.
func after(done <-chan struct{}, jobs chan int, ask func() bool) (taken int) {
	for !ask() {
		select {
		case <-done:
			return taken
		case job := <-jobs:
			taken++
			jobs <- job
		}
	}
	return taken
}

func main() {
	const rounds = 100_000
	fmt.Println("shares of 100,000:", shares(rounds))

	done, jobs := make(chan struct{}), make(chan int, 1)
	jobs <- 1
	close(done)
	never := func() bool { return false }
	closed := func() bool {
		select {
		case <-done:
			return true
		default:
			return false
		}
	}
	fmt.Println("jobs after the stop: 0, 1, 2, 3, more")
	fmt.Println("  select alone     ", distribution(rounds, done, jobs, never))
	fmt.Println("  done asked first ", distribution(rounds, done, jobs, closed))
}

// distribution counts the loops that took no job, one, two, three, and more.
func distribution(rounds int, done <-chan struct{}, jobs chan int, ask func() bool) (counts [5]int) {
	for range rounds {
		counts[min(after(done, jobs, ask), 4)]++
	}
	return counts
}
