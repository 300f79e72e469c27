// Retained remembers the identifiers of messages and lets go of the messages. It
// fails: the messages are all still there.
package main

import (
	"fmt"
	"os"

	"systems.course/lecturekit/heap"
)

type message struct {
	id   [16]byte
	body [64 << 10]byte
}

func receive(n int) *message {
	m := new(message)
	m.id[0], m.body[0] = byte(n), byte(n)
	return m
}

// seen is read by other parts of the program.
var seen []*[16]byte

func main() {
	const messages = 1_000
	before := heap.Live()
	for n := range messages {
		m := receive(n)
		seen = append(seen, &m.id)
	}
	kept := heap.Live() - before
	fmt.Printf("%d identifiers of 16 bytes keep %d MiB alive\n", len(seen), kept>>20)
	if kept > 1<<20 {
		os.Exit(1)
	}
}
