// Mutex locks a copy of a lock. It compiles; go vet objects.
package main

import "sync"

type counter struct {
	mu sync.Mutex
	n  map[string]int
}

func (c counter) add(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[name]++
}

func main() {
	c := counter{n: make(map[string]int)}
	c.add("hits")
}
