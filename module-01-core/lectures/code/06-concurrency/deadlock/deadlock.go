// Deadlock takes two locks in two orders. It fails, with a message of the
// runtime's or, with the argument watched, without one.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

type account struct {
	mu    sync.Mutex
	cents int
}

// transfer locks both accounts; halfway is called in between.
func transfer(from, to *account, cents int, halfway func()) {
	from.mu.Lock()
	defer from.mu.Unlock()
	halfway()
	to.mu.Lock()
	defer to.mu.Unlock()
	from.cents -= cents
	to.cents += cents
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "watched" {
		time.AfterFunc(time.Second, func() {
			fmt.Println("a second has passed, and nobody has said anything")
			os.Exit(1)
		})
	}
	var ann, bob account
	var halfway, done sync.WaitGroup
	halfway.Add(2)
	meet := func() { halfway.Done(); halfway.Wait() }
	done.Go(func() { transfer(&ann, &bob, 100, meet) })
	done.Go(func() { transfer(&bob, &ann, 200, meet) })
	done.Wait()
}
