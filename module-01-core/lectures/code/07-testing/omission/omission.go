// Omission measures one server with two clients. Time is simulated, so that the
// figures are the same everywhere.
package main

import (
	"fmt"
	"os"
	"slices"
	"time"
)

// A server answers in a millisecond, one request after another, and stands still
// for two seconds after the first ten.
type server struct{ free time.Duration }

// serve returns when a request that arrives at a time is answered.
func (s *server) serve(arrives time.Duration) time.Duration {
	begins := max(arrives, s.free)
	if begins >= 10*time.Second && begins < 12*time.Second {
		begins = 12 * time.Second
	}
	s.free = begins + time.Millisecond
	return s.free
}

const (
	length = time.Minute
	every  = 10 * time.Millisecond
)

// closed sends a request, waits for the answer, and then for its next turn.
func closed() (latencies []time.Duration) {
	var s server
	for now := time.Duration(0); now < length; {
		answered := s.serve(now)
		latencies = append(latencies, answered-now)
		now = max(now+every, answered)
	}
	return latencies
}

// open sends a request at each turn, whether or not the last was answered, and
// counts from the time at which it should have been sent.
func open() (latencies []time.Duration) {
	var s server
	for now := time.Duration(0); now < length; now += every {
		latencies = append(latencies, s.serve(now)-now)
	}
	return latencies
}

func percentile(sorted []time.Duration, p float64) time.Duration {
	return sorted[int(p/100*float64(len(sorted)-1))]
}

func main() {
	one, other := closed(), open()
	slices.Sort(one)
	slices.Sort(other)
	fmt.Println("           closed     open")
	fmt.Printf("requests   %6d   %6d\n", len(one), len(other))
	for _, p := range []float64{50, 95, 99, 99.9, 100} {
		fmt.Printf("p%-6.4g    %6v   %6v\n", p, percentile(one, p).Round(time.Millisecond), percentile(other, p).Round(time.Millisecond))
	}
	if percentile(one, 99) < percentile(other, 99)/10 {
		fmt.Println("the closed loop hides the stall")
		os.Exit(1)
	}
}
