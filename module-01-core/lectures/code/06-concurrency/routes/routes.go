// Routes grows a table from hosts to backends in five steps, and compares what a
// lookup costs in each. With the argument plain it lets goroutines use the first,
// which is wrong.
package main

import (
	"fmt"
	"os"
	"strconv"

	"systems.course/lecturekit/together"
)

// A table is looked up often and changed seldom.
type table interface {
	Backend(host string) string
	Set(host, backend string)
	Lookups() int64
}

// A step is a table with the function through which one worker looks it up.
type step struct {
	name string
	table
	worker func() func(host string) string
}

func hosts() map[string]string {
	routes := map[string]string{}
	for i := range 64 {
		routes["host"+strconv.Itoa(i)] = "10.0.0." + strconv.Itoa(i)
	}
	return routes
}

func snapshot() *Snapshot {
	t := &Snapshot{}
	routes := hosts()
	t.routes.Store(&routes)
	return t
}

func steps() []step {
	locked := &Locked{routes: hosts()}
	readLocked := &ReadLocked{routes: hosts()}
	copied := snapshot()
	sharded := &Sharded{}
	routes := hosts()
	sharded.routes.Store(&routes)
	return []step{
		{"Locked", locked, func() func(string) string { return locked.Backend }},
		{"ReadLocked", readLocked, func() func(string) string { return readLocked.Backend }},
		{"Snapshot", copied, func() func(string) string { return copied.Backend }},
		{"Sharded", sharded, func() func(string) string { return sharded.Worker().Backend }},
	}
}

const lookups = 1_000 // of each worker in a burst

// bursts returns a function that looks up as one of two workers. The first also
// changes a route, once in a hundred calls.
func (s step) bursts() func(me int) {
	workers := [2]func(string) string{s.worker(), s.worker()}
	calls := 0 // of the first worker
	return func(me int) {
		for range lookups {
			workers[me]("host42")
		}
		if me == 0 {
			if calls++; calls%100 == 0 {
				s.Set("host7", "10.0.1."+strconv.Itoa(calls%250))
			}
		}
	}
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "plain" {
		plain := &Plain{routes: hosts()}
		backend := func() func(string) string { return plain.Backend }
		together.Run(2, step{"Plain", plain, backend}.bursts())
		fmt.Println(plain.Lookups(), "lookups were counted of", 2*lookups)
		os.Exit(1)
	}
	const bursts = 500
	all := steps()
	unit := together.Bursts(1, bursts, all[0].bursts())
	fmt.Printf("%-12s %12s %12s\n", "", "1 processor", "2 processors")
	for _, s := range all {
		fmt.Printf("%-12s", s.name)
		for processors := 1; processors <= 2; processors++ {
			fmt.Printf(" %12.2f", float64(together.Bursts(processors, bursts, s.bursts()))/float64(unit))
		}
		fmt.Println()
	}
}
