package main

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"

	"systems.course/benchkit"
)

func main() {
	rounds := flag.Int("rounds", 31, "turns of each cache, at least 4")
	keep := flag.Bool("keep", false, "print the tables and write no file")
	flag.Parse()
	if err := run(*rounds, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "lru-cache:", err)
		os.Exit(1)
	}
}

func run(rounds int, keep bool) error {
	if rounds < 4 {
		return fmt.Errorf("-rounds must be at least 4, for quartiles, got %d", rounds)
	}
	var out io.Writer
	if keep {
		out = os.Stdout
	}
	return benchkit.Publish("module-01-core/benchmarks/lru-cache", out, func() ([]benchkit.Part, string, error) {
		r, err := measureAll(rounds)
		if err != nil {
			return nil, "", err
		}
		return []benchkit.Part{
			{Name: "conditions", Text: r.conditions()},
			{Name: "owed", Text: r.owed()},
			{Name: "speed", Text: r.speed()},
			{Name: "beside", Text: r.beside()},
			{Name: "steps", Text: r.steps()},
		}, r.chart(), nil
	})
}

// A report is all that was measured.
type report struct {
	rounds  int
	speeds  map[series][]float64 // nanoseconds an operation, by round
	traits  map[string]traits    // by contender
	hitLRU  float64              // the hit ratio of the clear cache, an exact LRU
	machine string
}

// A series is one cache with one workload on so many processors.
type series struct {
	cache, work string
	procs       int
}

// traits are what a cache has besides speed.
type traits struct {
	bytes float64 // of heap, for each entry held
	hits  float64 // hit ratio of the Zipf trace
	kept  float64 // of as many keys as fit, the last that were put: what part is held
}

func measureAll(rounds int) (*report, error) {
	r := &report{
		rounds: rounds, speeds: map[series][]float64{}, traits: map[string]traits{},
		machine: fmt.Sprintf("%s, %s/%s, %d processors", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU()),
	}
	for _, con := range contenders() {
		t, err := traitsOf(con)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", con.name, err)
		}
		r.traits[con.name] = t
	}
	r.hitLRU = r.traits[clearLocked].hits
	for _, procs := range []int{1, 2} {
		before := runtime.GOMAXPROCS(procs)
		for _, w := range workloads() {
			for _, list := range [][]contender{contenders(), stepsFromClear()} {
				if err := r.race(w, procs, list); err != nil {
					return nil, err
				}
			}
			fmt.Fprintf(os.Stderr, "measured %s with GOMAXPROCS=%d\n", w.name, procs)
		}
		runtime.GOMAXPROCS(before)
	}
	return r, nil
}

// race lets the caches take turns with one workload, in another order each time. Who
// has work left over for goroutines of its own finishes it before the next one's turn.
func (r *report) race(w workload, procs int, list []contender) (err error) {
	caches := make([]cache, len(list))
	for i, con := range list {
		if caches[i], err = con.make(); err != nil {
			return fmt.Errorf("%s: %w", con.name, err)
		}
		defer caches[i].Close()
		w.prepare(caches[i])
	}
	runtime.GC()
	for range r.rounds {
		for _, i := range rand.Perm(len(list)) {
			s := series{list[i].name, w.name, procs}
			r.speeds[s] = append(r.speeds[s], measure(w, caches[i], procs))
			caches[i].Settle()
		}
	}
	return nil
}
