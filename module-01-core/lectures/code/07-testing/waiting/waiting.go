// Waiting has slow requests that a CPU profile does not show, and finds them with
// a flight recorder.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/pprof"
	"runtime/trace"
	"sync"
	"sync/atomic"
	"time"
)

// A cache loads what it has not got while it holds its lock.
type cache struct {
	mu      sync.Mutex
	entries map[int]string
}

func (c *cache) get(key int) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	value, ok := c.entries[key]
	if !ok {
		value = load()
		c.entries[key] = value
	}
	return value
}

// load stands for a query that takes 20 milliseconds elsewhere.
func load() string {
	time.Sleep(20 * time.Millisecond)
	return "loaded"
}

// work lets eight goroutines ask for keys, most of which are there, and returns
// how many requests took longer than 10 milliseconds. At the last of them it takes
// a snapshot.
func work(c *cache, snapshot func()) (slow int64) {
	var group sync.WaitGroup
	var count atomic.Int64
	for worker := range 8 {
		group.Go(func() {
			for i := range 50 {
				start := time.Now()
				c.get(i / 5)
				if time.Since(start) > 10*time.Millisecond {
					count.Add(1)
				}
				time.Sleep(time.Duration(worker+1) * 100 * time.Microsecond)
			}
		})
	}
	group.Wait()
	snapshot()
	return count.Load()
}

func main() {
	dir, err := os.MkdirTemp("", "waiting")
	must(err)
	defer func() { must(os.RemoveAll(dir)) }()

	var profile, recorded bytes.Buffer
	recorder := trace.NewFlightRecorder(trace.FlightRecorderConfig{MinAge: 10 * time.Second})
	must(recorder.Start())
	must(pprof.StartCPUProfile(&profile))
	start := time.Now()
	slow := work(&cache{entries: map[int]string{}}, func() {
		_, err := recorder.WriteTo(&recorded)
		must(err)
	})
	elapsed := time.Since(start)
	pprof.StopCPUProfile()
	recorder.Stop()

	fmt.Printf("%d of 400 requests took over 10 ms, the run %d ms\n", slow, elapsed.Milliseconds())
	cpu, traced := filepath.Join(dir, "cpu"), filepath.Join(dir, "trace")
	must(os.WriteFile(cpu, profile.Bytes(), 0o600))
	must(os.WriteFile(traced, recorded.Bytes(), 0o600))
	used := find(tool("pprof", "-top", cpu), `Total samples = ([0-9.]+m?s?)`)
	fmt.Printf("CPU profile: %d ms in all\n", used.Milliseconds())
	blocked := filepath.Join(dir, "sync")
	must(os.WriteFile(blocked, []byte(tool("trace", "-pprof=sync", traced)), 0o600))
	table := tool("pprof", "-top", "-cum", blocked)
	for _, function := range []string{"sync.(*Mutex).Lock", "main.(*cache).get"} {
		waited := find(table, `([0-9.]+m?s) +\S+% +`+regexp.QuoteMeta(function))
		fmt.Printf("blocked, by the trace: %4d ms below %s\n", waited.Milliseconds(), function)
	}
}

// tool runs one of the tools that come with Go.
func tool(args ...string) string {
	output, err := exec.Command("go", append([]string{"tool"}, args...)...).Output()
	must(err)
	return string(output)
}

// find returns the duration in a text that a pattern's first group matches, or 0.
func find(text, pattern string) time.Duration {
	found := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if found == nil {
		return 0
	}
	d, err := time.ParseDuration(found[1])
	must(err)
	return d
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
