// Count leaves one leak after the other, and prints how many goroutines each adds
// and how many of them the goroutine leak profile finds. That profile is an
// experiment in Go 1.26, for which every package that a program imports is built
// once more; so this one imports few.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"systems.course/module02/02-channels/leaks"
)

var errNoProfile = errors.New("built without GOEXPERIMENT=goroutineleakprofile")

// leaked returns how many goroutines the leak profile has, with those that it had
// before.
func leaked() (int, error) {
	profile := pprof.Lookup("goroutineleak")
	if profile == nil {
		return 0, errNoProfile
	}
	// Writing it is what makes the collector look for them.
	if err := profile.WriteTo(io.Discard, 1); err != nil {
		return 0, err
	}
	return profile.Count(), nil
}

// parked waits until no goroutine but the caller's can run.
func parked() error {
	stacks := make([]byte, 1<<20)
	for start := time.Now(); time.Since(start) < 10*time.Second; time.Sleep(time.Millisecond) {
		all := stacks[:runtime.Stack(stacks, true)]
		busy := 0
		for _, state := range []string{"running", "runnable", "syscall"} {
			busy += bytes.Count(all, []byte(" ["+state))
		}
		if busy == 1 {
			return nil
		}
	}
	return fmt.Errorf("somebody is busy:\n%s", stacks[:runtime.Stack(stacks, true)])
}

// count returns how many goroutines the leak adds, and how many the profile finds
// more.
func count(leak leaks.Leak) (goroutines, found int, err error) {
	goroutines = runtime.NumGoroutine()
	before, err := leaked()
	if err != nil {
		return 0, 0, err
	}
	if err := leak.Leave(); err != nil {
		return 0, 0, err
	}
	if err := parked(); err != nil {
		return 0, 0, err
	}
	after, err := leaked()
	return runtime.NumGoroutine() - goroutines, after - before, err
}

func main() {
	for _, leak := range leaks.All() {
		goroutines, found, err := count(leak)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Printf("%d %d %s\n", goroutines, found, leak.Name)
	}
}
