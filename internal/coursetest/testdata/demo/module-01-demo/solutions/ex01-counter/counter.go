// Package counter counts.
package counter

import (
	"slices"
	"sync"
)

// A Counter counts by name. For any number of goroutines.
type Counter struct {
	mu    sync.Mutex
	sum   int
	names map[string]bool
}

// New returns a counter at zero.
//
//course:stage 1
func New() *Counter { return &Counter{names: map[string]bool{}} }

// Add adds by.
//
//course:stage 1
func (c *Counter) Add(name string, by int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sum += by
	c.names[name] = true
}

// Value returns the sum.
//
//course:stage 1
func (c *Counter) Value() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sum
}

// Names returns the names, sorted.
//
//course:stage 2
func (c *Counter) Names() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var names []string
	for name := range c.names {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
