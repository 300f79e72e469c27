// Leaked asks three replicas and takes the first answer. It fails: two goroutines
// of each call stay for ever.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"time"
)

func ask(replica int) string { return fmt.Sprint("answer of ", replica) }

// first returns the fastest answer.
func first(replicas int) string {
	answers := make(chan string)
	for replica := range replicas {
		go func() { answers <- ask(replica) }()
	}
	return <-answers
}

func main() {
	for range 1_000 {
		first(3)
	}
	for start := time.Now(); runtime.NumGoroutine() > 2_001 && time.Since(start) < 10*time.Second; {
		time.Sleep(time.Millisecond) // until the last have come to their send
	}
	for _, name := range []string{"goroutine", "goroutineleak"} {
		profile := pprof.Lookup(name)
		if profile == nil {
			continue // goroutineleak is an experiment in Go 1.26
		}
		if err := profile.WriteTo(os.Stdout, 1); err != nil {
			fmt.Println(err)
		}
	}
	os.Exit(1)
}
