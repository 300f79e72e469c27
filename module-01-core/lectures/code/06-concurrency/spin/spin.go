// Spin waits for a plain bool that another goroutine sets. It fails: the loop
// never ends.
package main

import (
	"fmt"
	"os"
	"time"
)

var stop bool

//go:noinline
func wait() (turns int) {
	if stop {
		return 0
	}
	for !stop {
		turns++
	}
	return turns
}

func main() {
	go func() {
		time.Sleep(50 * time.Millisecond)
		stop = true
		time.Sleep(time.Second)
		fmt.Println("stop was set a second ago, and the loop goes on")
		os.Exit(1)
	}()
	wait()
	fmt.Println("the loop ended")
}
