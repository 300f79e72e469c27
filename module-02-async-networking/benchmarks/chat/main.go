package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"runtime"
	"time"

	"systems.course/benchkit"
	"systems.course/benchmarks/networking/internal/load"
)

func main() {
	rounds := flag.Int("rounds", 15, "turns of each server, at least 4")
	during := flag.Duration("during", time.Second, "how long a turn measures")
	idle := flag.Int("idle", 10_000, "idle connections for the table of memory")
	keep := flag.Bool("keep", false, "print the tables and write no file")
	flag.Parse()
	if err := run(*rounds, *during, *idle, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "chat:", err)
		os.Exit(1)
	}
}

func run(rounds int, during time.Duration, idle int, keep bool) error {
	if rounds < 4 || during < 10*time.Millisecond || idle < 1 {
		return fmt.Errorf("-rounds must be at least 4, for quartiles, -during at least 10ms and -idle at least 1, got %d, %v and %d", rounds, during, idle)
	}
	text, err := os.ReadFile("README.md")
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("no README.md here: run it in module-02-async-networking/benchmarks/chat")
	}
	if err != nil {
		return err
	}
	r, err := measureAll(rounds, during, idle)
	if err != nil {
		return err
	}
	parts := map[string]string{"conditions": r.conditions(), "owed": r.owed(), "deliveries": r.deliveries(), "stalled": r.stalledTable(), "idle": r.idleTable()}
	if keep {
		for _, name := range []string{"conditions", "owed", "deliveries", "stalled", "idle"} {
			fmt.Println(parts[name])
		}
		return nil
	}
	filled, err := benchkit.Fill(string(text), parts)
	if err != nil {
		return err
	}
	if err := os.WriteFile("README.md", []byte(filled), 0o644); err != nil {
		return err
	}
	return os.WriteFile("chart.svg", []byte(r.chart()), 0o644)
}

// A setting is what is measured of each server.
type setting struct {
	members int
	window  int // messages that are not yet with all members
}

var settings = []setting{{100, 64}, {1000, 64}, {100, 1}, {1000, 1}}

func (s setting) String() string {
	return fmt.Sprintf("%d members, %d outstanding", s.members, s.window)
}

// A report is all that was found out.
type report struct {
	rounds  int
	during  time.Duration
	idle    int
	machine string
	list    []contender
	rates   map[string]map[setting][]float64 // deliveries a second, by server
	stalled map[int][]float64                // the same with a member that doesn't read, by members
	memory  map[string]float64               // bytes an idle connection
}

func measureAll(rounds int, during time.Duration, idle int) (r *report, err error) {
	dir, err := os.MkdirTemp("", "bench-chat-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r = &report{
		rounds: rounds, during: during, idle: idle, rates: map[string]map[setting][]float64{}, stalled: map[int][]float64{}, memory: map[string]float64{},
		machine: fmt.Sprintf("%s, %s/%s, %d processors", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU()),
	}
	if r.list, err = contenders(dir); err != nil {
		return nil, err
	}
	for _, c := range r.list {
		if r.memory[c.name], err = idleMemory(c, dir, idle); err != nil {
			return nil, fmt.Errorf("%d idle connections: %w", idle, err)
		}
		fmt.Fprintf(os.Stderr, "counted the memory of %s\n", c.name)
	}
	return r, r.race(dir)
}

// A turn is one thing that is measured in a round.
type turn struct {
	server *server
	load   *load.Load
	setting
	stall bool
}

// race has all servers running, with their members, and lets them take turns.
func (r *report) race(dir string) (err error) {
	var turns []turn
	defer func() {
		for _, t := range turns {
			if t.window > 1 && !t.stall { // two turns share a server
				err = errors.Join(err, t.load.Close(), t.server.Stop())
			}
		}
	}()
	for _, c := range r.list {
		r.rates[c.name] = map[setting][]float64{}
		for _, members := range []int{100, 1000} {
			s, err := start(c, dir)
			if err != nil {
				return err
			}
			l, err := s.load(members)
			if err != nil {
				return errors.Join(err, s.Stop())
			}
			turns = append(turns, turn{s, l, setting{members, 64}, false}, turn{s, l, setting{members, 1}, false})
			if c.name == chatName {
				turns = append(turns, turn{s, l, setting{members, 64}, true})
			}
		}
	}
	for round := range r.rounds + 1 {
		for _, i := range rand.Perm(len(turns)) {
			rate, err := turns[i].measure(r.during)
			if err != nil {
				return fmt.Errorf("%s, %v: %w", turns[i].server.name, turns[i].setting, err)
			}
			if round > 0 { // the first is for the caches
				r.add(turns[i], rate)
			}
		}
		fmt.Fprintf(os.Stderr, "round %d of %d\n", round, r.rounds)
	}
	return nil
}

func (r *report) add(t turn, rate float64) {
	if t.stall {
		r.stalled[t.members] = append(r.stalled[t.members], rate)
		return
	}
	of := r.rates[t.server.name]
	of[t.setting] = append(of[t.setting], rate)
}

func (t turn) measure(during time.Duration) (rate float64, err error) {
	if !t.stall {
		return t.load.Measure(t.window, during)
	}
	c, r, err := t.server.Dial()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if err := c.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil {
		return 0, err
	}
	if err := t.server.talk.join(c, r, fmt.Sprintf("stalled%d", rand.IntN(1<<30))); err != nil {
		return 0, err
	}
	// Its joining, and later its leaving, come to the others too.
	t.load.Noise = true
	defer func() { t.load.Noise = false }()
	return t.load.Measure(t.window, during)
}
