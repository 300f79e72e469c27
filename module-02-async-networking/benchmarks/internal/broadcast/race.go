package broadcast

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"time"

	"systems.course/benchkit"
	"systems.course/benchmarks/networking/internal/load"
)

// A Setting is what is measured of each server.
type Setting struct {
	Members int
	Window  int // messages that are not yet with all members
}

func (s Setting) String() string {
	return fmt.Sprintf("%d members, %d outstanding", s.Members, s.Window)
}

// many and one are how many messages are outstanding.
const (
	many = 64
	one  = 1
)

// Sizes are the numbers of members.
var Sizes = []int{100, 1000}

// Settings are all that is measured.
func Settings() []Setting {
	var all []Setting
	for _, window := range []int{many, one} {
		for _, members := range Sizes {
			all = append(all, Setting{members, window})
		}
	}
	return all
}

// Many reports whether messages come faster than one at a time.
func (s Setting) Many() bool { return s.Window == many }

// Rates are deliveries a second, a value for each round.
type Rates struct {
	of      map[string]map[Setting][]float64 // by server
	stalled map[string]map[int][]float64     // by server and members: many outstanding, one member not reading
}

// Of returns a server's.
func (r Rates) Of(name string, s Setting) benchkit.Spread { return benchkit.Of(r.of[name][s]) }

// Ratio is how many times as many deliveries one server makes as another.
func (r Rates) Ratio(name, other string, s Setting) benchkit.Spread {
	return benchkit.OfRatios(r.of[name][s], r.of[other][s])
}

// Best returns the one of some servers that makes the most deliveries.
func (r Rates) Best(names []string, s Setting) string {
	best := names[0]
	for _, name := range names[1:] {
		if r.Of(name, s).Median > r.Of(best, s).Median {
			best = name
		}
	}
	return best
}

// Stalled is the part of a server's deliveries that is left when a member doesn't
// read, with many outstanding.
func (r Rates) Stalled(name string, members int) benchkit.Spread {
	return benchkit.OfRatios(r.stalled[name][members], r.of[name][Setting{members, many}])
}

// A turn is one thing that is measured in a round.
type turn struct {
	server *Server
	load   *load.Load
	Setting
	stall bool
}

// Race has all servers running, with their members, and lets them take turns.
func Race(list []Contender, dir string, rounds int, during time.Duration) (rates Rates, err error) {
	rates = Rates{map[string]map[Setting][]float64{}, map[string]map[int][]float64{}}
	var turns []turn
	defer func() {
		for _, t := range turns {
			if t.Many() && !t.stall { // several turns share a server
				err = errors.Join(err, t.load.Close(), t.server.Stop())
			}
		}
	}()
	for _, c := range list {
		rates.of[c.Name], rates.stalled[c.Name] = map[Setting][]float64{}, map[int][]float64{}
		for _, members := range Sizes {
			s, err := Start(c, dir)
			if err != nil {
				return rates, err
			}
			l, err := s.Load(members)
			if err != nil {
				return rates, errors.Join(err, s.Stop())
			}
			turns = append(turns, turn{s, l, Setting{members, many}, false}, turn{s, l, Setting{members, one}, false})
			if c.Stall {
				turns = append(turns, turn{s, l, Setting{members, many}, true})
			}
		}
	}
	for round := range rounds + 1 {
		for _, i := range rand.Perm(len(turns)) {
			t := turns[i]
			rate, err := t.measure(during)
			if err != nil {
				return rates, fmt.Errorf("%s, %v: %w", t.server.Contender.Name, t.Setting, err)
			}
			if round > 0 { // the first is for the caches
				rates.add(t, rate)
			}
		}
		fmt.Fprintf(os.Stderr, "round %d of %d\n", round, rounds)
	}
	return rates, nil
}

func (r Rates) add(t turn, rate float64) {
	if t.stall {
		of := r.stalled[t.server.Contender.Name]
		of[t.Members] = append(of[t.Members], rate)
		return
	}
	of := r.of[t.server.Contender.Name]
	of[t.Setting] = append(of[t.Setting], rate)
}

func (t turn) measure(during time.Duration) (rate float64, err error) {
	if !t.stall {
		return t.load.Measure(t.Window, during)
	}
	c, r, err := t.server.Dial()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, c.Close(), t.load.Drain()) }()
	if err := c.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil {
		return 0, err
	}
	if err := t.server.Talk.Join.do(c, r, fmt.Sprintf("stalled%d", rand.IntN(1<<30))); err != nil {
		return 0, err
	}
	// Its joining, and later its leaving, may come to the others too.
	t.load.Noise = true
	defer func() { t.load.Noise = false }()
	return t.load.Measure(t.Window, during)
}
