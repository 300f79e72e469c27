// Lock embeds a mutex in an exported type. It fails: a caller takes the lock that
// the method needs.
package main

import (
	"fmt"
	"sync"
)

// Counter counts, and by accident has the methods Lock, Unlock and TryLock.
type Counter struct {
	sync.Mutex
	n int
}

// Add adds one.
func (c *Counter) Add() {
	c.Lock()
	defer c.Unlock()
	c.n++
}

func main() {
	var c Counter
	c.Add()
	fmt.Println("first")

	c.Lock() // to make two calls one step, thinks the caller
	c.Add()
	c.Add()
	c.Unlock()
	fmt.Println("second and third")
}
