// Torn resumes in two steps, in either order, and an event comes between them. It
// fails: the event is lost, or comes twice.
package main

import (
	"fmt"
	"os"
	"slices"
	"sync"
)

// A Topic has a log, and channels of those who want to hear what comes.
type Topic struct {
	mu      sync.Mutex
	log     []int
	members []chan int
}

// Publish appends the next number, and sends it to all members.
func (t *Topic) Publish() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.log = append(t.log, len(t.log)+1)
	for _, m := range t.members {
		m <- len(t.log) // each has room enough here
	}
}

// Since returns what the log has above last.
func (t *Topic) Since(last int) []int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.log[last:])
}

// Subscribe returns a channel of what comes from now on.
func (t *Topic) Subscribe() <-chan int {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := make(chan int, 16)
	t.members = append(t.members, m)
	return m
}

// readFirst loses what comes in between.
func readFirst(t *Topic, last int, meanwhile func()) ([]int, <-chan int) {
	missed := t.Since(last)
	meanwhile()
	return missed, t.Subscribe()
}

// subscribeFirst has it twice.
func subscribeFirst(t *Topic, last int, meanwhile func()) ([]int, <-chan int) {
	live := t.Subscribe()
	meanwhile()
	return t.Since(last), live
}

// resume lets a client come back that has had event 1, and returns what it gets.
func resume(how func(*Topic, int, func()) ([]int, <-chan int)) []int {
	t := new(Topic)
	t.Publish()
	t.Publish()
	got, live := how(t, 1, t.Publish)
	t.Publish()
	for len(live) > 0 {
		got = append(got, <-live)
	}
	return got
}

func main() {
	read, subscribed := resume(readFirst), resume(subscribeFirst)
	fmt.Println("had 1; read the log, then subscribed:", read)
	fmt.Println("had 1; subscribed, then read the log:", subscribed)
	if want := []int{2, 3, 4}; !slices.Equal(read, want) || !slices.Equal(subscribed, want) {
		os.Exit(1)
	}
}
