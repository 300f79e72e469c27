// Concurrent writes to a map from several goroutines, behind a recover. It fails,
// and the recover does not help.
package main

import (
	"fmt"
	"os"
	"runtime"
	"time"
)

var hits = map[string]int{}

// count does what a handler does that was only ever tested alone.
func count(path string) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("recovered:", r)
		}
	}()
	hits[path]++
}

func main() {
	runtime.GOMAXPROCS(max(4, runtime.GOMAXPROCS(0)))
	for n := range 4 {
		go func() {
			for path := fmt.Sprint("/", n); ; {
				count(path)
			}
		}()
	}
	time.Sleep(time.Minute)
	fmt.Println("nothing was noticed")
	os.Exit(3)
}
