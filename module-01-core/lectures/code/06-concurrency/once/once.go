// Once loads limits when they are first asked for, and saves the lock when they
// are there already. It fails under the race detector.
package main

import (
	"fmt"
	"sync"
)

var (
	mu     sync.Mutex
	loaded bool
	limits map[string]int
)

// Limit looks at loaded, takes the lock and looks again.
func Limit(name string) int {
	if !loaded {
		mu.Lock()
		defer mu.Unlock()
		if !loaded {
			limits = map[string]int{"upload": 10}
			loaded = true
		}
	}
	return limits[name]
}

func main() {
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() { fmt.Println(Limit("upload")) })
	}
	all.Wait()
}
