// Herd simulates ten thousand clients that all lose their connection at once, and
// a server that is back after two seconds and takes a hundred in each tenth of a
// second.
package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

const (
	clients = 10_000
	tick    = 100 * time.Millisecond
	down    = 20  // ticks
	room    = 100 // handshakes a tick
)

// A wait is how long a client waits before attempt n, which counts from 0.
type wait func(n int, r *rand.Rand) time.Duration

func fixed(int, *rand.Rand) time.Duration { return time.Second }

func doubling(n int, _ *rand.Rand) time.Duration {
	return time.Second << min(n, 5)
}

// jittered waits a random part of what doubling does.
func jittered(n int, r *rand.Rand) time.Duration {
	return time.Duration(r.Int64N(int64(doubling(n, r))))
}

// spread waits a random part of the ten seconds that the server needs for all.
func spread(_ int, r *rand.Rand) time.Duration {
	return time.Duration(r.Int64N(int64(10 * time.Second)))
}

// outcome is what the server saw.
type outcome struct {
	peak     int // attempts in a tick
	attempts int
	half     time.Duration // until half of the clients were back
	last     time.Duration
}

// simulate lets all clients wait and try until they are in. The server refuses
// what comes in a tick beyond its room.
func simulate(w wait, r *rand.Rand) (o outcome) {
	var due [][]int // by tick: the clients that try, as the number of their attempt
	plan := func(now, attempt int) {
		at := now + 1 + int(w(attempt, r)/tick)
		for len(due) <= at {
			due = append(due, nil)
		}
		due[at] = append(due[at], attempt)
	}
	for range clients {
		plan(0, 0)
	}
	in := 0
	for now := 0; in < clients; now++ {
		trying := due[now]
		o.attempts += len(trying)
		o.peak = max(o.peak, len(trying))
		taken := 0
		if now >= down {
			taken = min(room, len(trying))
		}
		if in < clients/2 && in+taken >= clients/2 {
			o.half = time.Duration(now) * tick
		}
		in += taken
		o.last = time.Duration(now) * tick
		r.Shuffle(len(trying), func(i, j int) { trying[i], trying[j] = trying[j], trying[i] })
		for _, attempt := range trying[taken:] {
			plan(now, attempt+1)
		}
	}
	return o
}

// main shows for each wait the median of five seeds, by attempts.
func main() {
	for _, s := range []struct {
		name string
		wait wait
	}{{"a second", fixed}, {"doubling to 32 s", doubling}, {"a random part of that", jittered}, {"a random part of 10 s", spread}} {
		var all []outcome
		for seed := range uint64(5) {
			all = append(all, simulate(s.wait, rand.New(rand.NewPCG(seed, 0))))
		}
		slices.SortFunc(all, func(a, b outcome) int { return a.attempts - b.attempts })
		o := all[2]
		fmt.Printf("%-22s at most %5d in a tick, %4.1f attempts each, half after %5.1f s, all after %5.1f s\n",
			s.name, o.peak, float64(o.attempts)/clients, o.half.Seconds(), o.last.Seconds())
	}
}
