package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"time"
)

// turn is how many times a program is run in a turn.
const turn = 20

// asked is the key that the race is about. All three files set it; answer is
// what the project's says.
const (
	asked  = "server.port"
	answer = "3000"
)

// race lets the programs take turns in getting one key, in another order each
// time. What they print goes nowhere, once it has been looked at.
func (r *report) race(dir string) error {
	worlds := make([]*world, len(r.list))
	for i, c := range r.list {
		w, err := ready(c, dir)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		worlds[i] = w
	}
	for round := range r.rounds + 1 {
		for _, i := range rand.Perm(len(worlds)) {
			took, err := worlds[i].turn()
			if err != nil {
				return fmt.Errorf("%s: %w", r.list[i].name, err)
			}
			if round > 0 { // the first is for the system's caches
				r.times[r.list[i].name] = append(r.times[r.list[i].name], took)
			}
		}
	}
	return nil
}

// ready makes a world with all layers, and holds that the program sees them.
func ready(c contender, dir string) (*world, error) {
	w, err := newWorld(c, dir)
	if err != nil {
		return nil, err
	}
	if err := w.layers(); err != nil {
		return nil, err
	}
	if c.name == helloName {
		return w, nil
	}
	for key, want := range map[string]string{asked: answer, "log.level": variable, "cache.size": "2023", "db.limit": "1044"} {
		got, err := w.must(c.get(key)...)
		if err != nil {
			return nil, err
		}
		if strings.TrimSpace(got) != want {
			return nil, fmt.Errorf("get %s printed %q, not %q: this would be another race", key, got, want)
		}
	}
	return w, nil
}

// turn returns the milliseconds that one run took, on the average of a turn: from
// before the process is made until it has been waited for.
func (w *world) turn() (float64, error) {
	args := w.contender.get(asked)
	begin := time.Now()
	for range turn {
		if err := w.command(args...).Run(); err != nil {
			return 0, fmt.Errorf("%s: %w", strings.Join(args, " "), err)
		}
	}
	return time.Since(begin).Seconds() * 1000 / turn, nil
}

// read returns the project's file.
func (w *world) read() (string, error) {
	text, err := os.ReadFile(w.project())
	return string(text), err
}
