// Litmus passes a message through memory: the sender writes data and then a flag,
// the receiver waits for the flag and then reads data. It counts how often the
// receiver finds no data behind a flag that is set.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// letter has its two words on two cache lines.
type letter struct {
	data int64
	_    [56]byte
	flag int64
	_    [56]byte
}

func send(l *letter) {
	l.data = 1
	l.flag = 1
}

//go:noinline
func receive(l *letter) (data int64) {
	//lint:ignore SA5002 the race is what is tried
	for l.flag == 0 {
	}
	return l.data
}

// curious differs from receive in a first look at data.
//
//go:noinline
func curious(l *letter) (data int64) {
	if l.data != 0 {
		return l.data
	}
	//lint:ignore SA5002 the race is what is tried
	for l.flag == 0 {
	}
	return l.data
}

func sendOrdered(l *letter) {
	l.data = 1
	atomic.StoreInt64(&l.flag, 1)
}

//go:noinline
func receiveOrdered(l *letter) (data int64) {
	for atomic.LoadInt64(&l.flag) == 0 {
	}
	return l.data
}

// pass sends letters for so long and returns how many there were, and how many
// of them were empty when the flag was up.
func pass(send func(*letter), receive func(*letter) int64, limit time.Duration) (letters, empty int) {
	var batch [1_000]letter
	for start := time.Now(); time.Since(start) < limit; {
		clear(batch[:])
		var sender sync.WaitGroup
		sender.Go(func() {
			for i := range batch {
				send(&batch[i])
			}
		})
		for i := range batch {
			letters++
			if receive(&batch[i]) == 0 {
				empty++
			}
		}
		sender.Wait()
	}
	return letters, empty
}

func main() {
	for _, c := range []struct {
		name    string
		send    func(*letter)
		receive func(*letter) int64
	}{
		{"receive", send, receive},
		{"curious", send, curious},
		{"receiveOrdered", sendOrdered, receiveOrdered},
	} {
		letters, empty := pass(c.send, c.receive, 300*time.Millisecond)
		fmt.Printf("%-15s %8d letters, %7d empty\n", c.name, letters, empty)
	}
}
